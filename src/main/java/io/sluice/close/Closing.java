package io.sluice.close;

import io.sluice.feature.Scaler;
import io.sluice.feature.WindowInput;
import io.sluice.state.KeyLife.Phase;
import io.sluice.state.KeyState;
import io.sluice.state.Seen;
import io.sluice.window.WindowRow;
import org.apache.kafka.common.utils.Bytes;

/** One key's closed window on its way through a batch. */
final class Closing {
  /** Where the key's state was found: see {@link KeyStates}. */
  enum Origin {
    /** Nowhere. */
    NEW,
    /** Nowhere, but the key was counted when its first value came. */
    ADMITTED,
    ACTIVE,
    STALE
  }

  final Bytes key;
  final WindowRow row;
  final KeyState state;

  /** Where its state was found. */
  final Origin origin;

  /** Value per target, finite; NaN where there is none. */
  final double[] observed;

  /** What that says of the key. */
  final Seen seen;

  /** What it is in the key's life. */
  final Phase phase;

  /**
   * A window on its way.
   *
   * @param observed see {@link #observed}
   */
  Closing(
      DueWindows.Due due,
      KeyState state,
      Origin origin,
      double[] observed,
      Seen seen,
      Phase phase) {
    this.key = due.key;
    this.row = due.row;
    this.state = state;
    this.origin = origin;
    this.observed = observed;
    this.seen = seen;
    this.phase = phase;
  }

  /**
   * What the model is given: the observed values, and what was expected in the gaps and where a
   * value is none that its scaler takes.
   */
  WindowInput input(Scaler scaler, Expected expected, float[][] known) {
    WindowInput input = new WindowInput(state.scalers);
    for (int i = 0; i < observed.length; i++) {
      input.imputed[i] = !scaler.accepts(observed[i]);
      input.values[i] = input.imputed[i] ? expected.model()[i] : observed[i];
    }
    input.known = known;
    return input;
  }

  /** Whether this is the key's first window. */
  boolean isFirst() {
    return phase == Phase.BEGINS;
  }

  /** Whether nothing is learned of it. */
  boolean isDozing() {
    return phase == Phase.DOZES;
  }
}
