package io.sluice.window.summary;

import java.nio.ByteBuffer;

/**
 * What a counter showed in a window: the first and the last reading by event time, and the least
 * and the greatest. Readings come in no order, so at most one fall is recognised in a window, where
 * the counter went from its greatest reading to its least.
 */
public final class Readings implements Summary {
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + 4 * Double.BYTES + 2 * Long.BYTES;

  private double first;
  private double last;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private long firstTime = Long.MAX_VALUE;
  private long lastTime = Long.MIN_VALUE;

  @Override
  public void add(double value, long time) {
    if (time < firstTime) {
      first = value;
      firstTime = time;
    }
    if (time >= lastTime) {
      last = value;
      lastTime = time;
    }
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  /** Of what was before the window it says nothing. */
  @Override
  public double value() {
    return Double.NaN;
  }

  /** The newest reading by event time. */
  public double last() {
    return last;
  }

  /** The event time of {@link #last}, epoch ms. */
  public long lastTime() {
    return lastTime;
  }

  /**
   * By how much the counter rose from a reading before the window to its last one. Where it fell,
   * it began again at zero, as after a restart, or behind its end.
   *
   * @param before the reading before the window
   * @param end where the counter begins again at zero by itself; 0: nowhere
   */
  public double increaseSince(double before, double end) {
    return rise(before, first, end) + rise(end);
  }

  /** From the first reading to the last. */
  private double rise(double end) {
    if (last < max) {
      return max - first + rise(max, last, end);
    }
    return min < first ? rise(first, min, end) + last - min : last - first;
  }

  /** Only a fall by more than half of its range is one behind the end. */
  private static double rise(double from, double to, double end) {
    if (to >= from) {
      return to - from;
    }
    return from <= end && from - to > end / 2 ? to + end - from : to;
  }

  @Override
  public int maxBytes() {
    return BYTES;
  }

  @Override
  public void write(ByteBuffer out) {
    out.put(VERSION).putDouble(first).putDouble(last).putDouble(min).putDouble(max);
    out.putLong(firstTime).putLong(lastTime);
  }

  @Override
  public void read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException("readings of a counter have version " + version);
    }
    first = in.getDouble();
    last = in.getDouble();
    min = in.getDouble();
    max = in.getDouble();
    firstTime = in.getLong();
    lastTime = in.getLong();
    if (!(min <= first && first <= max && min <= last && last <= max && firstTime <= lastTime)) {
      throw new IllegalArgumentException("readings of a counter contradict one another");
    }
  }
}
