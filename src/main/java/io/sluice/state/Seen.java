package io.sluice.state;

import java.util.Arrays;

/** What a closed window says of its key. */
public enum Seen {
  /** A value that is not nothing. */
  VALUE,

  /** Events, of which the sums and counts that may be zero are, and no other target has a value. */
  ZERO,

  /** No event, which is zero for a sum or a count. */
  NOTHING,

  /** No event, and that says nothing. */
  MISSING;

  /**
   * What a window of a pipeline is.
   *
   * @param isHeard whether an event carried a value
   * @param values one per target, NaN where there is none
   * @param isZeroFilled by target, whether no event is zero
   */
  public static Seen of(boolean isHeard, double[] values, boolean[] isZeroFilled) {
    if (isHeard) {
      return isNothing(values, isZeroFilled) ? ZERO : VALUE;
    }
    return Arrays.stream(values).allMatch(Double::isNaN) ? MISSING : NOTHING;
  }

  private static boolean isNothing(double[] values, boolean[] isZeroFilled) {
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      if (isZeroFilled[i] ? values[i] != 0 : !Double.isNaN(values[i])) {
        return false;
      }
      any |= isZeroFilled[i];
    }
    return any;
  }

  /** Whether the key was heard: an event carried a value. */
  public boolean isHeard() {
    return this == VALUE || this == ZERO;
  }

  /** Whether some target has a value. */
  public boolean isObserved() {
    return this != MISSING;
  }

  /** Whether that is zero, of all that may be. */
  public boolean isZero() {
    return this == ZERO || this == NOTHING;
  }
}
