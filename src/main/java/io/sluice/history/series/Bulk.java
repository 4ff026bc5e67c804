package io.sluice.history.series;

/**
 * The times of a history without those that are far off: of a device that says 1970 until its clock
 * is set, or a year that was mistyped. Few as they are, they would stretch the time that a history
 * spans over decades.
 *
 * <p>Times are far off that lie beyond a gap longer than the time between the first and the last
 * hundredth of all times, and than {@value #LEAST_WINDOWS} windows. Together they are at most a
 * hundredth at either end (of fewer than a hundred times, one), and those on one side of a gap go
 * on for at most a hundredth of that time. So a sensor that was off for a year loses nothing: what
 * it measured before is more than a hundredth, went on for longer, or lies nearer than the rest is
 * long.
 *
 * @param from the first time, epoch ms
 * @param to the last time, epoch ms
 */
record Bulk(long from, long to) {
  private static final int FEWEST = 20;
  private static final int HUNDREDTH = 100;
  private static final int LEAST_WINDOWS = 30;

  /**
   * The bulk of some times.
   *
   * @param times epoch ms, ascending
   * @param window its size, ms
   */
  static Bulk of(long[] times, long window) {
    int last = times.length - 1;
    if (times.length < FEWEST) {
      return new Bulk(Long.MIN_VALUE, Long.MAX_VALUE);
    }
    int outer = Math.max(1, times.length / HUNDREDTH);
    long span = times[last - outer] - times[outer];
    Walk walk = new Walk(times, Math.max(span, LEAST_WINDOWS * window), span / HUNDREDTH);
    return new Bulk(times[walk.from(outer, -1)], times[walk.from(last - outer, 1)]);
  }

  boolean contains(long time) {
    return time >= from && time <= to;
  }

  /** A walk from the middle of the times to one of their ends. */
  private static final class Walk {
    private final long[] times;
    private final long gap;
    private final long longest;

    Walk(long[] times, long gap, long longest) {
      this.times = times;
      this.gap = gap;
      this.longest = longest;
    }

    /** The index of the outermost time that is not far off. */
    int from(int start, int step) {
      int kept = beforeGap(start, step);
      for (int near = kept + step; isIndex(near); ) {
        int far = beforeGap(near, step);
        if (Math.abs(times[far] - times[near]) > longest) {
          kept = far;
        }
        near = far + step;
      }
      return kept;
    }

    /** The index of the last time before the next gap. */
    private int beforeGap(int start, int step) {
      int at = start;
      while (isIndex(at + step) && Math.abs(times[at + step] - times[at]) <= gap) {
        at += step;
      }
      return at;
    }

    private boolean isIndex(int at) {
      return at >= 0 && at < times.length;
    }
  }
}
