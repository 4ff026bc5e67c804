package io.sluice.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.stream.Stream;

/**
 * Tumbling windows. Those of whole days begin at midnight of a zone, so that one is an hour shorter
 * or longer where the clocks are changed; windows of whole weeks begin on Mondays, other windows of
 * several days are counted from 1970-01-01. All others are of one length and aligned to the epoch.
 *
 * @param size the length of a window
 * @param grace how long after a window's end, in the time of a record's source partition, it is
 *     still taken
 * @param maxGap how many windows in a row without an event are imputed before a key is stale
 * @param isGapStated whether that was configured; where not, a model that knows better has its way
 * @param idle how long, in wall time, a source partition of which all is read may be silent before
 *     it holds nobody up; when all are, time goes on with the wall clock; zero: never
 * @param maxFuture how far ahead of the wall clock an event may be dated
 * @param maxDrift how far behind the others a source partition of which all is read holds them up
 * @param calendar when windows are expected; hours only of those that are shorter than a day
 * @param zone whose midnights and dates count
 */
public record WindowConfig(
    Duration size,
    Duration grace,
    int maxGap,
    boolean isGapStated,
    Duration idle,
    Duration maxFuture,
    Duration maxDrift,
    CalendarConfig calendar,
    ZoneId zone) {
  /** The shortest window. */
  public static final Duration MIN_SIZE = Duration.ofSeconds(1);

  private static final Duration DAY = Duration.ofDays(1);

  public WindowConfig {
    if (size.compareTo(MIN_SIZE) < 0) {
      throw new IllegalArgumentException("size must be at least 1s");
    }
    if (Stream.of(grace, idle, maxFuture, maxDrift).anyMatch(Duration::isNegative) || maxGap < 0) {
      throw new IllegalArgumentException(
          "grace, max-gap, idle, max-future and max-drift must be at least 0");
    }
    if (!fits(size, zone)) {
      throw new IllegalArgumentException("windows longer than a day must be whole days in a zone");
    }
    if (calendar.hasHours() && size.compareTo(DAY) >= 0) {
      throw new IllegalArgumentException("opening hours need windows shorter than a day");
    }
  }

  /** Windows with the default {@code max-drift}. */
  public WindowConfig(
      Duration size,
      Duration grace,
      int maxGap,
      Duration idle,
      Duration maxFuture,
      CalendarConfig calendar,
      ZoneId zone) {
    this(size, grace, maxGap, true, idle, maxFuture, Defaults.maxDrift(size), calendar, zone);
  }

  /** Windows in UTC, with the default {@code max-drift}. */
  public WindowConfig(
      Duration size,
      Duration grace,
      int maxGap,
      Duration idle,
      Duration maxFuture,
      CalendarConfig calendar) {
    this(size, grace, maxGap, idle, maxFuture, calendar, Defaults.ZONE);
  }

  /** The same windows, of which others in a row are imputed. */
  public WindowConfig withMaxGap(int other) {
    return new WindowConfig(size, grace, other, true, idle, maxFuture, maxDrift, calendar, zone);
  }

  /** The same windows, with another silence that makes a partition idle. */
  public WindowConfig withIdle(Duration other) {
    return new WindowConfig(
        size, grace, maxGap, isGapStated, other, maxFuture, maxDrift, calendar, zone);
  }

  /** Whether silence ever makes a source partition idle. */
  public boolean isIdleOn() {
    return !idle.isZero();
  }

  /** Windows that are longer than a day, but no whole days, have no midnight to begin at. */
  public static boolean fits(Duration size, ZoneId zone) {
    return size.compareTo(DAY) <= 0
        || size.toMillis() % DAY.toMillis() == 0
        || zone.normalized().equals(Defaults.ZONE);
  }
}
