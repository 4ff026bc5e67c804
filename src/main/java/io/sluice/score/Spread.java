package io.sluice.score;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * How often a count of a session had which value in training. Of many values only those at either
 * end are kept one by one. Immutable.
 */
final class Spread {
  /** The most bytes of the stored form. */
  static final int MAX_BYTES = 1 + 2 * Spread.ENDS * 10;

  /** Values that are kept at either end. */
  private static final int ENDS = 12;

  private static final double HALF = 0.5;

  private final int[] values;
  private final int[] sessions;
  private final long all;

  private Spread(int[] values, int[] sessions) {
    this.values = values;
    this.sessions = sessions;
    long sum = 0;
    for (int count : sessions) {
      sum += count;
    }
    this.all = sum;
  }

  /**
   * What was counted.
   *
   * @param counted the number of sessions by value; not empty
   */
  static Spread of(NavigableMap<Integer, Integer> counted) {
    TreeMap<Integer, Integer> kept = new TreeMap<>();
    int at = 0;
    int low = 0;
    for (Map.Entry<Integer, Integer> entry : counted.entrySet()) {
      boolean isLow = at < ENDS;
      boolean isHigh = at >= counted.size() - ENDS;
      low = isLow ? entry.getKey() : low;
      // the middle is counted with its neighbour below: nothing there is rare
      kept.merge(isLow || isHigh ? entry.getKey() : low, entry.getValue(), Integer::sum);
      at++;
    }
    return new Spread(
        kept.keySet().stream().mapToInt(Integer::intValue).toArray(),
        kept.values().stream().mapToInt(Integer::intValue).toArray());
  }

  int least() {
    return values[0];
  }

  int most() {
    return values[values.length - 1];
  }

  /** {@code -log10} of the share of sessions that have so much or more, at least 0. */
  double rarityAbove(int value) {
    long as = 0;
    for (int i = values.length - 1; i >= 0 && values[i] >= value; i--) {
      as += sessions[i];
    }
    return rarity(as, value - most(), sessions[sessions.length - 1]);
  }

  /** The same of those that have so much or less. */
  double rarityBelow(int value) {
    long as = 0;
    for (int i = 0; i < values.length && values[i] <= value; i++) {
      as += sessions[i];
    }
    return rarity(as, least() - value, sessions[0]);
  }

  /**
   * What lies outside of all that was seen is the rarer, the more sessions lie on the edge: where
   * only one does there are others beyond, as Good says (Biometrika 1953); and the further out.
   */
  private double rarity(long as, int outside, int edge) {
    if (outside <= 0) {
      return Math.max(0, Math.log10((all + 1.0) / (as + HALF)));
    }
    double beyond = outside / (1.0 + most() - least());
    return Math.log10((all + 1.0) * (1.0 + edge) * (1 + beyond));
  }

  void encode(ByteBuffer out) {
    out.put((byte) values.length);
    for (int i = 0; i < values.length; i++) {
      ByteUtils.writeUnsignedVarint(values[i], out);
      ByteUtils.writeUnsignedVarint(sessions[i], out);
    }
  }

  static Spread decode(ByteBuffer in) {
    int size = in.get();
    if (size < 1 || size > 2 * ENDS) {
      throw new IllegalArgumentException(size + " values of a count of sessions");
    }
    int[] values = new int[size];
    int[] sessions = new int[size];
    for (int i = 0; i < size; i++) {
      values[i] = ByteUtils.readUnsignedVarint(in);
      sessions[i] = ByteUtils.readUnsignedVarint(in);
      if (values[i] < 0 || sessions[i] < 1 || (i > 0 && values[i] <= values[i - 1])) {
        throw new IllegalArgumentException("a count of sessions is " + values[i]);
      }
    }
    return new Spread(values, sessions);
  }
}
