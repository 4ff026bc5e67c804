package io.sluice.state;

import java.nio.ByteBuffer;

/**
 * The last values that one target was stepped with, window by window, in the source's unit: what
 * another model needs to go on in this one's place. Observed values and imputed ones, which are
 * marked.
 *
 * <p>The oldest value is kept as a double, the others as their change from the one before in 16
 * bits (the upper half of a float32: a sign, 8 bits of exponent, 8 significant ones). Each change
 * is taken from the value that the ring gives back, not from the one it was given, so errors do not
 * add up: a value is given back to within 0.4% of its change.
 */
public final class InputRing {
  /** The most values. */
  public static final int CAPACITY = 48;

  /** The most bytes of the stored form. */
  static final int MAX_BYTES = 1 + Double.BYTES + Long.BYTES + (CAPACITY - 1) * Short.BYTES;

  private static final int DROPPED_BITS = 16;
  private static final int HALF = 0x7FFF;

  private int count;
  private double oldest;

  /** Bit {@code i} is set when the {@code i}th oldest value is imputed. */
  private long imputed;

  /** The change to the value {@code i + 1} from the one before it. */
  private final short[] changes = new short[CAPACITY - 1];

  /** The number of values, at most {@link #CAPACITY}. */
  public int count() {
    return count;
  }

  /** Forgets all values. */
  public void clear() {
    count = 0;
    imputed = 0;
  }

  /** Adds the newest value; the oldest goes when the ring is full. */
  public void add(double value, boolean isImputed) {
    if (count == 0) {
      oldest = value;
    } else {
      short change = narrow(value - newest());
      if (count == CAPACITY) {
        oldest += widen(changes[0]);
        System.arraycopy(changes, 1, changes, 0, CAPACITY - 2);
        imputed >>>= 1;
        count--;
      }
      changes[count - 1] = change;
    }
    if (isImputed) {
      imputed |= 1L << count;
    }
    count++;
  }

  private double newest() {
    double value = oldest;
    for (int i = 0; i < count - 1; i++) {
      value += widen(changes[i]);
    }
    return value;
  }

  /** The values, oldest first. */
  public double[] values() {
    double[] values = new double[count];
    double value = oldest;
    for (int i = 0; i < count; i++) {
      value += i == 0 ? 0 : widen(changes[i - 1]);
      values[i] = value;
    }
    return values;
  }

  /** Whether the {@code i}th oldest value is imputed. */
  public boolean isImputed(int i) {
    return ((imputed >>> i) & 1) != 0;
  }

  /** To the nearest, ties to even. */
  private static short narrow(double change) {
    int bits = Float.floatToIntBits((float) change);
    return (short) ((bits + HALF + ((bits >>> DROPPED_BITS) & 1)) >>> DROPPED_BITS);
  }

  private static float widen(short change) {
    return Float.intBitsToFloat(change << DROPPED_BITS);
  }

  void encode(ByteBuffer out) {
    out.put((byte) count);
    if (count > 0) {
      out.putDouble(oldest).putLong(imputed);
      for (int i = 0; i < count - 1; i++) {
        out.putShort(changes[i]);
      }
    }
  }

  /**
   * Reads the stored form.
   *
   * @throws IllegalArgumentException when it holds more values than a ring
   */
  void decode(ByteBuffer in) {
    int stored = in.get();
    if (stored < 0 || stored > CAPACITY) {
      throw new IllegalArgumentException("a ring of " + stored + " values");
    }
    clear();
    if (stored > 0) {
      oldest = in.getDouble();
      imputed = in.getLong();
      for (int i = 0; i < stored - 1; i++) {
        changes[i] = in.getShort();
      }
    }
    count = stored;
  }
}
