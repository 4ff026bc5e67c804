package io.sluice.state;

import io.sluice.feature.FeatureLayout;
import io.sluice.feature.PastValues;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * The last values that one target was stepped with, window by window, in the source's unit: what
 * another model needs to go on in this one's place, and what a model with {@code past} features
 * sees. Observed values and imputed ones, which are marked.
 *
 * <p>The oldest value is kept as a double, the others as their change from the one before in 16
 * bits (the upper half of a float32: a sign, 8 bits of exponent, 8 significant ones). Each change
 * is taken from the value that the ring gives back, not from the one it was given, so errors do not
 * add up: a value is given back to within 0.4% of its change. Beside a far greater one that may be
 * another sign.
 *
 * <p>A target whose first value is still to come is stepped with NaN; once it has come, it stands
 * for all values before it.
 */
public final class InputRing {
  /** The least that a ring holds. */
  public static final int MIN_CAPACITY = 48;

  private static final int DROPPED_BITS = 16;
  private static final int HALF = 0x7FFF;

  /** The greatest change. */
  private static final int MOST = 0x7F7F;

  private final int capacity;

  /** Where the oldest value is. The others follow, past the end from the beginning on. */
  private int first;

  private int count;
  private double oldest;
  private double newest;

  /** By place, whether the value is imputed. */
  private final boolean[] imputed;

  /** By place, the change to the value from the one before it; of the oldest it means nothing. */
  private final short[] changes;

  /** An empty ring of at most {@code capacity} values. */
  public InputRing(int capacity) {
    this.capacity = capacity;
    this.imputed = new boolean[capacity];
    this.changes = new short[capacity];
  }

  /** The capacity that a model needs which sees {@code past} values, the newest included. */
  static int capacity(int past) {
    return Math.max(MIN_CAPACITY, past - 1);
  }

  /** The most bytes of the stored form of a ring. */
  static int maxBytes(int capacity) {
    return Short.BYTES
        + Double.BYTES
        + (capacity + Byte.SIZE - 1) / Byte.SIZE
        + (capacity - 1) * Short.BYTES;
  }

  /** The number of values, at most the capacity. */
  public int count() {
    return count;
  }

  /** Forgets all values. */
  public void clear() {
    count = 0;
  }

  /** Makes it that of a target that was never observed in so many windows. */
  void fill(int windows) {
    clear();
    for (int i = 0; i < windows; i++) {
      add(Double.NaN, true);
    }
  }

  /** Adds the newest value; the oldest goes when the ring is full. */
  public void add(double value, boolean isImputed) {
    if (count == 0 || Double.isNaN(newest)) {
      append(isImputed, (short) 0);
      oldest = value;
      newest = value;
    } else {
      append(isImputed, narrow(value - newest));
    }
  }

  private void append(boolean isImputed, short change) {
    if (count == capacity) {
      dropOldest();
    }
    int place = place(count++);
    imputed[place] = isImputed;
    changes[place] = change;
    newest += widen(change);
  }

  private void dropOldest() {
    first = place(1);
    count--;
    oldest += widen(changes[first]);
  }

  /** Where the {@code i}th oldest value is. */
  private int place(int i) {
    int place = first + i;
    return place < capacity ? place : place - capacity;
  }

  /** The values, oldest first. */
  public double[] values() {
    double[] values = new double[count];
    double value = oldest;
    for (int i = 0; i < count; i++) {
      value += i == 0 ? 0 : widen(changes[place(i)]);
      values[i] = value;
    }
    return values;
  }

  /** The newest values, oldest first, as many as there are and at most so many; NaN: imputed. */
  public List<Double> recent(int most) {
    double[] values = values();
    List<Double> recent = new ArrayList<>(most);
    for (int i = Math.max(0, count - most); i < count; i++) {
      recent.add(isImputed(i) ? Double.NaN : values[i]);
    }
    return recent;
  }

  /** Makes a history hold the values, as many of the newest as it takes. */
  public void copyTo(PastValues history) {
    history.clear();
    double value = oldest;
    for (int i = 0; i < count; i++) {
      value += i == 0 ? 0 : widen(changes[place(i)]);
      history.add(value);
    }
  }

  /** Whether the {@code i}th oldest value is imputed. */
  public boolean isImputed(int i) {
    return imputed[place(i)];
  }

  /** To the nearest, ties to even; none where there is no number on one side. */
  private static short narrow(double change) {
    if (Double.isNaN(change)) {
      return 0;
    }
    int bits = Float.floatToIntBits((float) Math.abs(change));
    int rounded = (bits + HALF + ((bits >>> DROPPED_BITS) & 1)) >>> DROPPED_BITS;
    return (short) (Math.min(rounded, MOST) | (change < 0 ? Short.MIN_VALUE : 0));
  }

  private static float widen(short change) {
    return Float.intBitsToFloat(change << DROPPED_BITS);
  }

  /** Changes from NaN to a value were kept as NaN once, and would be handed on for ever. */
  private static short finite(short change) {
    return Float.isFinite(widen(change)) ? change : 0;
  }

  void encode(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(count, out);
    if (count > 0) {
      out.putDouble(oldest);
      for (int i = 0; i < count; i += Byte.SIZE) {
        out.put(mask(i));
      }
      for (int i = 1; i < count; i++) {
        out.putShort(changes[place(i)]);
      }
    }
  }

  /** A bit per value, the oldest lowest. */
  private byte mask(int from) {
    int bits = 0;
    for (int i = from; i < Math.min(from + Byte.SIZE, count); i++) {
      bits |= isImputed(i) ? 1 << (i - from) : 0;
    }
    return (byte) bits;
  }

  /**
   * Reads the stored form; of a longer ring, the newest values.
   *
   * @throws IllegalArgumentException when it holds more values than any ring
   */
  void decode(ByteBuffer in) {
    int stored = ByteUtils.readUnsignedVarint(in);
    double first = begin(in, stored);
    boolean[] marks = new boolean[stored];
    for (int i = 0; i < stored; i += Byte.SIZE) {
      byte bits = in.get();
      for (int j = i; j < Math.min(i + Byte.SIZE, stored); j++) {
        marks[j] = ((bits >>> (j - i)) & 1) != 0;
      }
    }
    fill(in, first, marks);
  }

  /** Reads the form of key states of version 2: at most 48 values, whose marks are one number. */
  void decodeShort(ByteBuffer in) {
    int stored = in.get();
    if (stored > MIN_CAPACITY) {
      throw new IllegalArgumentException("a ring of " + stored + " values");
    }
    double first = begin(in, stored);
    long bits = stored > 0 ? in.getLong() : 0;
    boolean[] marks = new boolean[stored];
    for (int i = 0; i < stored; i++) {
      marks[i] = ((bits >>> i) & 1) != 0;
    }
    fill(in, first, marks);
  }

  private static double begin(ByteBuffer in, int stored) {
    if (stored < 0 || stored > capacity(FeatureLayout.MAX_PAST)) {
      throw new IllegalArgumentException("a ring of " + stored + " values");
    }
    return stored > 0 ? in.getDouble() : 0;
  }

  private void fill(ByteBuffer in, double first, boolean[] marks) {
    clear();
    for (int i = 0; i < marks.length; i++) {
      if (i == 0) {
        append(marks[i], (short) 0);
        oldest = first;
        newest = first;
      } else {
        append(marks[i], finite(in.getShort()));
      }
    }
  }
}
