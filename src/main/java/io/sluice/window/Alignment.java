package io.sluice.window;

import io.sluice.config.WindowConfig;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

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

  /**
   * The number of windows that start at open times, at or after the start of one and before that of
   * another.
   *
   * @param open the times that count
   * @param rules of the zone whose times these are
   */
  long starts(long from, long to, OpenTimes open, ZoneRules rules);

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
      return new LocalDays(days, first, config.zone());
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

    /** Clock by clock: between two changes of it, local time is as even as time itself. */
    @Override
    public long starts(long from, long to, OpenTimes open, ZoneRules rules) {
      long count = 0;
      long at = from;
      while (at < to) {
        Instant now = Instant.ofEpochMilli(at);
        ZoneOffsetTransition change = rules.nextTransition(now);
        long until = change == null ? to : Math.min(to, change.getInstant().toEpochMilli());
        long offset = rules.getOffset(now).getTotalSeconds() * 1000L;
        count += open.count(at + offset, until + offset, origin + offset, size);
        at = until;
      }
      return count;
    }

    /** The number of windows that end after one end and at or before another. */
    int count(long after, long through) {
      return (int) Math.min(Integer.MAX_VALUE, (through - after) / size);
    }

    /** End of the {@code count}th window after an end. */
    long advance(long end, int count) {
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
   * @param leftOut the days that the zone left out, days since 1970-01-01
   */
  record LocalDays(long days, long first, ZoneId zone, ZoneRules rules, List<Long> leftOut)
      implements Alignment {
    LocalDays(long days, long first, ZoneId zone) {
      this(days, first, zone, zone.getRules(), leftOut(zone.getRules()));
    }

    private static List<Long> leftOut(ZoneRules rules) {
      return rules.getTransitions().stream()
          .filter(change -> change.getDuration().toMillis() >= DAY_MS)
          .map(change -> change.getDateTimeBefore().toLocalDate().toEpochDay())
          .toList();
    }

    /** By the days' dates, which are even in any zone, but for the days that it left out. */
    @Override
    public long starts(long from, long to, OpenTimes open, ZoneRules dates) {
      long firstDay = first + number(from) * days;
      long lastDay = first + number(to) * days;
      long count = open.count(firstDay * DAY_MS, lastDay * DAY_MS, first * DAY_MS, days * DAY_MS);
      for (long day : leftOut) {
        if (day >= firstDay && day < lastDay && Math.floorMod(day - first, days) == 0) {
          boolean counted = open.isOpen(day * DAY_MS);
          boolean starts = days > 1 && open.isOpen((day + 1) * DAY_MS);
          count += (starts ? 1 : 0) - (counted ? 1 : 0);
        }
      }
      return count;
    }

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
