package io.sluice.window;

import io.sluice.config.CalendarConfig;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Counts the points of an arithmetic progression of local time that fall on open days. Whole weeks
 * are a sum in closed form and holidays are taken off one by one, so that the work is that of the
 * calendar, however long the time.
 *
 * <p>Local time is in milliseconds since 1970-01-01T00:00 as the clocks show it.
 */
final class OpenDays {
  private static final long DAY = Alignment.DAY_MS;
  private static final long WEEK = 7 * DAY;

  /** A Monday. */
  private static final long MONDAY = -3 * DAY;

  private final CalendarConfig calendar;

  /** Those that would be open otherwise, days since 1970-01-01, ascending. */
  private final long[] holidays;

  OpenDays(CalendarConfig calendar) {
    this.calendar = calendar;
    this.holidays =
        calendar.holidays().stream()
            .filter(date -> calendar.days().contains(date.getDayOfWeek()))
            .mapToLong(LocalDate::toEpochDay)
            .sorted()
            .toArray();
  }

  boolean isOpen(LocalDate date) {
    return calendar.days().contains(date.getDayOfWeek()) && !calendar.holidays().contains(date);
  }

  /** Whether a day is open, by its days since 1970-01-01. */
  boolean isOpen(long day) {
    return isOpen(LocalDate.ofEpochDay(day));
  }

  /**
   * The number of points on open days from one local time to another, which is not among them.
   *
   * @param origin one of the points
   * @param step the distance of the points
   */
  long count(long from, long to, long origin, long step) {
    long monday = Math.floorDiv(from - MONDAY, WEEK) * WEEK + MONDAY;
    long count = weekly(monday, to, origin, step) - weekly(monday, from, origin, step);
    for (int i = firstHoliday(Math.floorDiv(from, DAY)); i < holidays.length; i++) {
      long start = holidays[i] * DAY;
      if (start >= to) {
        break;
      }
      count -= points(Math.max(from, start), Math.min(to, start + DAY), origin, step);
    }
    return count;
  }

  private int firstHoliday(long day) {
    int found = Arrays.binarySearch(holidays, day);
    return found < 0 ? -found - 1 : found;
  }

  /** Points on the open days of the week from a Monday to a later time. */
  private long weekly(long monday, long to, long origin, long step) {
    long weeks = (to - monday) / WEEK;
    long last = monday + weeks * WEEK;
    long count = 0;
    for (DayOfWeek day : calendar.days()) {
      long offset = (day.getValue() - 1) * DAY;
      long start = monday + offset - origin;
      count += sumBefore(weeks, start + DAY, step) - sumBefore(weeks, start, step);
      count += points(last + offset, Math.min(to, last + offset + DAY), origin, step);
    }
    return count;
  }

  /** Points from one time to another; 0 when the other is earlier. */
  private static long points(long from, long to, long origin, long step) {
    return Math.max(0, before(to - origin, step) - before(from - origin, step));
  }

  /** Points in [0, time), less than none when the time is negative. */
  private static long before(long time, long step) {
    return Math.floorDiv(time - 1, step) + 1;
  }

  /** The sum of {@link #before} over as many times, a week apart, the first of which is given. */
  private static long sumBefore(long weeks, long time, long step) {
    return weeks + floorSum(weeks, step, WEEK, time - 1);
  }

  /**
   * The sum of {@code floor((a i + b) / m)} for i from 0 to n - 1, by Euclid's algorithm: what is
   * whole in a and b is multiplied out, and the lattice points that are left are counted by columns
   * instead of rows.
   */
  private static long floorSum(long n, long m, long a, long b) {
    if (n == 0) {
      return 0;
    }
    long sum = n * (n - 1) / 2 * Math.floorDiv(a, m) + n * Math.floorDiv(b, m);
    long slope = Math.floorMod(a, m);
    long start = Math.floorMod(b, m);
    long top = slope * n + start;
    return top < m ? sum : sum + floorSum(top / m, slope, m, top % m);
  }
}
