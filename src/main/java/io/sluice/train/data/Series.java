package io.sluice.train.data;

import java.util.Arrays;

/**
 * One target of one key, window by window: the windows in which the calendar expects data, and
 * those that had some all the same, from the key's first to its last.
 */
public final class Series {
  private final String name;
  private final long[] starts;
  private final long[] localStarts;
  private final double[] values;

  /** A series in UTC. */
  public Series(String name, long[] starts, double[] values) {
    this(name, starts, starts, values);
  }

  /**
   * Takes the arrays as they are.
   *
   * @param name key and target, for people
   * @param starts window starts, milliseconds since the epoch, ascending
   * @param localStarts the same on the clocks of the pipeline's zone
   * @param values the windows' values, NaN for a window without one
   */
  public Series(String name, long[] starts, long[] localStarts, double[] values) {
    if (starts.length != values.length || localStarts.length != values.length) {
      throw new IllegalArgumentException("a series needs as many values as windows");
    }
    this.name = name;
    this.starts = starts;
    this.localStarts = localStarts;
    this.values = values;
  }

  public String name() {
    return name;
  }

  /** The number of windows. */
  public int length() {
    return starts.length;
  }

  /** Start of a window, milliseconds since the epoch. */
  public long start(int window) {
    return starts[window];
  }

  /** The same on the clocks of the pipeline's zone: milliseconds since 1970-01-01T00:00 there. */
  public long localStart(int window) {
    return localStarts[window];
  }

  /** Value of a window, NaN when it has none. */
  public double value(int window) {
    return values[window];
  }

  /** The windows that start before a time. */
  public Series before(long time) {
    int end = Arrays.binarySearch(starts, time);
    return end >= 0 ? first(end) : first(-end - 1);
  }

  private Series first(int windows) {
    return new Series(
        name,
        Arrays.copyOf(starts, windows),
        Arrays.copyOf(localStarts, windows),
        Arrays.copyOf(values, windows));
  }

  /** The same windows, without the values of those that are hidden. */
  public Series without(boolean[] hidden) {
    double[] others = values.clone();
    for (int t = 0; t < others.length; t++) {
      others[t] = hidden[t] ? Double.NaN : others[t];
    }
    return new Series(name, starts, localStarts, others);
  }
}
