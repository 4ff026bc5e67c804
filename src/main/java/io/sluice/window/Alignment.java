package io.sluice.window;

import io.sluice.config.WindowConfig;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * Where windows begin and end: without gaps and in order, each end being the next one's start.
 * Times are epoch ms.
 */
sealed interface Alignment permits Alignment.FixedLength, Alignment.LocalDays {
  long DAY_MS = 86_400_000L;

  /** Start of the window that holds a time. */
  long startOf(long time);

  /** End of the window that holds a time: the first one after it. */
  long endOf(long time);

  /** The number of windows that end after one end and at or before another. */
  default int count(long after, long through) {
    int count = 0;
    for (long end = endOf(after); end <= through; end = endOf(end)) {
      count++;
    }
    return count;
  }

  /** End of the {@code count}th window after an end. */
  default long advance(long end, int count) {
    long next = end;
    for (int i = 0; i < count; i++) {
      next = endOf(next);
    }
    return next;
  }

  /** As {@link WindowConfig} says. */
  static Alignment of(WindowConfig config) {
    long size = config.size().toMillis();
    if (size % DAY_MS != 0) {
      return new FixedLength(size, 0);
    }
    long days = size / DAY_MS;
    long first = firstDay(days);
    ZoneRules rules = config.zone().getRules();
    if (!rules.isFixedOffset()) {
      return new LocalDays(days, first, config.zone(), rules);
    }
    ZoneOffset offset = rules.getOffset(Instant.EPOCH);
    return new FixedLength(size, first * DAY_MS - offset.getTotalSeconds() * 1000L);
  }

  /** Weeks begin on Mondays; the first one of ISO year 1970 began on 29 December 1969. */
  private static long firstDay(long days) {
    return days % 7 == 0 ? -3 : 0;
  }

  /**
   * Windows that are all of one length.
   *
   * @param size their length, ms
   * @param origin where one of them starts
   */
  record FixedLength(long size, long origin) implements Alignment {
    @Override
    public long startOf(long time) {
      return Math.floorDiv(time - origin, size) * size + origin;
    }

    @Override
    public long endOf(long time) {
      return startOf(time) + size;
    }

    @Override
    public int count(long after, long through) {
      return (int) Math.min(Integer.MAX_VALUE, (through - after) / size);
    }

    @Override
    public long advance(long end, int count) {
      return end + count * size;
    }
  }

  /**
   * Windows from one midnight of a zone to another, whatever the clocks do in between. A day on
   * which midnight is left out begins when it does; one that the zone left out altogether is no
   * window.
   *
   * @param days the days of a window
   * @param first a day on which a window begins, days since 1970-01-01
   * @param zone the zone
   * @param rules its rules
   */
  record LocalDays(long days, long first, ZoneId zone, ZoneRules rules) implements Alignment {
    @Override
    public long startOf(long time) {
      long number = number(time);
      long next = start(number + 1);
      return next <= time ? next : start(number);
    }

    @Override
    public long endOf(long time) {
      long number = number(time);
      long next = start(number + 1);
      return next <= time ? start(number + 2) : next;
    }

    /** Where the clock puts a time; one too low while it shows again what was before midnight. */
    private long number(long time) {
      int offset = rules.getOffset(Instant.ofEpochMilli(time)).getTotalSeconds();
      long day = Math.floorDiv(time + offset * 1000L, DAY_MS);
      return Math.floorDiv(day - first, days);
    }

    private long start(long number) {
      LocalDate date = LocalDate.ofEpochDay(first + number * days);
      return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }
  }
}
