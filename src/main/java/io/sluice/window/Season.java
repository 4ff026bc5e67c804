package io.sluice.window;

import java.time.Duration;

/**
 * The season against which a window is held: the time of day, or of windows of whole days the day
 * of the week, as the clocks of the pipeline's zone show it.
 */
public final class Season {
  /** The most phases of a day: shorter windows share one. */
  public static final int MAX_PHASES = 288;

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int WEEK = 7;

  /** 1970-01-01 was a Thursday. */
  private static final int FIRST_DAY = 3;

  private final Windows windows;

  public Season(Windows windows) {
    this.windows = windows;
  }

  /** The number of phases; 1: windows are too long to have a season. */
  public int phases() {
    return phases(windows.size());
  }

  private static int phases(long size) {
    if (size == DAY) {
      return WEEK;
    }
    return size > DAY / 2 ? 1 : (int) Math.min(MAX_PHASES, DAY / size);
  }

  /** The phase of the window that ends at a time, from 0. */
  public int phase(long end) {
    long local = windows.localStartOf(end);
    int phases = phases();
    if (windows.size() < DAY) {
      return (int) (Math.floorMod(local, DAY) * phases / DAY);
    }
    return phases == WEEK ? Math.floorMod(Math.floorDiv(local, DAY) + FIRST_DAY, WEEK) : 0;
  }
}
