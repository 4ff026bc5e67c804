package io.sluice.config;

import java.time.Duration;

/**
 * Tumbling windows aligned to the epoch.
 *
 * @param size the length of a window
 * @param grace how long after a window's end, in stream time, its records are still taken
 * @param maxGap how many windows in a row without an event are imputed before a key is stale
 * @param idle how long, in wall time, a drained partition may be silent before its stream time
 *     advances with the wall clock; zero: never
 * @param maxFuture how far ahead of the wall clock an event may be dated
 * @param calendar the days on which windows are expected
 */
public record WindowConfig(
    Duration size,
    Duration grace,
    int maxGap,
    Duration idle,
    Duration maxFuture,
    CalendarConfig calendar) {
  /** The shortest window. */
  public static final Duration MIN_SIZE = Duration.ofSeconds(1);

  public WindowConfig {
    if (size.compareTo(MIN_SIZE) < 0) {
      throw new IllegalArgumentException("size must be at least 1s");
    }
    if (grace.isNegative() || idle.isNegative() || maxFuture.isNegative() || maxGap < 0) {
      throw new IllegalArgumentException("grace, max-gap, idle and max-future must be at least 0");
    }
  }
}
