package io.sluice.config;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Locale;

/**
 * A span of a day in which data is expected, as the clocks of the windows' zone show it. It belongs
 * to the day on which it opens.
 *
 * @param from when it opens
 * @param to when it closes, itself outside; on the next day when it is not later than {@code from}
 */
public record OpeningHours(LocalTime from, LocalTime to) {
  /** From one midnight to the next. */
  public static final OpeningHours ALL_DAY =
      new OpeningHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);

  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /** When it opens, ms since midnight. */
  public long opensMillis() {
    return millis(from);
  }

  /** When it closes, ms since the midnight of the day on which it opens. */
  public long closesMillis() {
    return to.isAfter(from) ? millis(to) : millis(to) + DAY_MS;
  }

  private static long millis(LocalTime time) {
    return Duration.between(LocalTime.MIDNIGHT, time).toMillis();
  }

  /** As it stands in a configuration: {@code 09:30-16:00}. */
  @Override
  public String toString() {
    String end = to.equals(LocalTime.MIDNIGHT) ? "24:00" : to.toString();
    return String.format(Locale.ROOT, "%s-%s", from, end);
  }
}
