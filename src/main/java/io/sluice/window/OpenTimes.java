package io.sluice.window;

import io.sluice.config.CalendarConfig;
import io.sluice.config.OpeningHours;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * At which times windows may start that are expected: a pattern that every week repeats, less what
 * is closed for holidays. Points of an arithmetic progression are counted in it. Whole weeks are a
 * sum in closed form and holidays are taken off one by one, so that the work is that of the
 * calendar, however long the time.
 *
 * <p>Time is local: in milliseconds since 1970-01-01T00:00 as the clocks show it. A window of a
 * calendar with hours is expected when it overlaps them, so each span begins a window's length
 * earlier; in a window during which the clocks are changed, they are taken to go on.
 */
final class OpenTimes {
  private static final long DAY = Alignment.DAY_MS;
  private static final long WEEK = 7 * DAY;

  /** A Monday. */
  private static final long MONDAY = -3 * DAY;

  /** Days whose spans may reach into those of a day: they are of less than three days. */
  private static final int REACH = 3;

  private final CalendarConfig calendar;

  /** How much earlier than it opens a span begins. */
  private final long lead;

  /** Of one week, from Monday on. */
  private final Spans week;

  private final Spans closed;

  /**
   * The times of a calendar.
   *
   * @param size the length of the windows, ms; at most a day where the calendar has hours
   */
  OpenTimes(CalendarConfig calendar, long size) {
    this.calendar = calendar;
    this.lead = calendar.hasHours() ? size - 1 : 0;
    this.week = week();
    this.closed = closed();
  }

  /** Of the weeks before and after, what reaches into this one. */
  private Spans week() {
    List<Spans.Span> spans = new ArrayList<>();
    long monday = MONDAY / DAY;
    for (int day = -REACH; day < 7 + REACH; day++) {
      for (Spans.Span span : ofWeekday(monday + day)) {
        long from = Math.max(0, span.from() - MONDAY);
        long to = Math.min(WEEK, span.to() - MONDAY);
        if (from < to) {
          spans.add(new Spans.Span(from, to));
        }
      }
    }
    return Spans.union(spans);
  }

  /** Of each holiday, what is not open because of another day. */
  private Spans closed() {
    List<Spans.Span> spans = new ArrayList<>();
    for (LocalDate holiday : calendar.holidays()) {
      long day = holiday.toEpochDay();
      Spans others = ofOtherDays(day);
      for (Spans.Span span : ofWeekday(day)) {
        spans.addAll(others.without(span));
      }
    }
    return Spans.union(spans);
  }

  private Spans ofOtherDays(long holiday) {
    List<Spans.Span> spans = new ArrayList<>();
    for (long day = holiday - REACH; day <= holiday + REACH; day++) {
      if (!calendar.holidays().contains(LocalDate.ofEpochDay(day))) {
        spans.addAll(ofWeekday(day));
      }
    }
    return Spans.union(spans);
  }

  /** What opens on a day if that is no holiday. */
  private List<Spans.Span> ofWeekday(long day) {
    DayOfWeek weekday = LocalDate.ofEpochDay(day).getDayOfWeek();
    long midnight = day * DAY;
    List<Spans.Span> spans = new ArrayList<>();
    for (OpeningHours hours : calendar.hours().getOrDefault(weekday, List.of())) {
      long from = midnight + hours.opensMillis() - lead;
      spans.add(new Spans.Span(from, midnight + hours.closesMillis()));
    }
    return spans;
  }

  boolean isOpen(long time) {
    return week.contains(Math.floorMod(time - MONDAY, WEEK)) && !closed.contains(time);
  }

  /** The first open time that is not before another. */
  long next(long time) {
    long at = time;
    while (!isOpen(at)) {
      at = closed.contains(at) ? closed.to(closed.firstEndingAfter(at)) : nextOfWeek(at);
    }
    return at;
  }

  private long nextOfWeek(long time) {
    long within = Math.floorMod(time - MONDAY, WEEK);
    int span = week.firstEndingAfter(within);
    long next = span < week.size() ? week.from(span) : week.from(0) + WEEK;
    return time - within + next;
  }

  /** The last open time that is not after another. */
  long last(long time) {
    long at = time;
    while (!isOpen(at)) {
      at = closed.contains(at) ? closed.from(closed.firstEndingAfter(at)) - 1 : lastOfWeek(at);
    }
    return at;
  }

  private long lastOfWeek(long time) {
    long within = Math.floorMod(time - MONDAY, WEEK);
    int span = week.firstEndingAfter(within) - 1;
    long end = span >= 0 ? week.to(span) : week.to(week.size() - 1) - WEEK;
    return time - within + end - 1;
  }

  /**
   * The number of points at open times from one time to another, which is not among them.
   *
   * @param origin one of the points
   * @param step the distance of the points
   */
  long count(long from, long to, long origin, long step) {
    long monday = Math.floorDiv(from - MONDAY, WEEK) * WEEK + MONDAY;
    long count = weekly(monday, to, origin, step) - weekly(monday, from, origin, step);
    for (int i = closed.firstEndingAfter(from); i < closed.size() && closed.from(i) < to; i++) {
      count -= points(Math.max(from, closed.from(i)), Math.min(to, closed.to(i)), origin, step);
    }
    return count;
  }

  /** The most windows that start, every so often from midnight on, in a day of the pattern. */
  int mostOfDay(long step) {
    long most = 0;
    for (long day = MONDAY; day < MONDAY + WEEK; day += DAY) {
      most = Math.max(most, weekly(MONDAY, day + DAY, day, step) - weekly(MONDAY, day, day, step));
    }
    return (int) most;
  }

  /** Points in the pattern of the week from a Monday to a later time. */
  private long weekly(long monday, long to, long origin, long step) {
    long weeks = (to - monday) / WEEK;
    long last = monday + weeks * WEEK;
    long count = 0;
    for (int i = 0; i < week.size(); i++) {
      long start = monday - origin;
      count += sumBefore(weeks, start + week.to(i), step);
      count -= sumBefore(weeks, start + week.from(i), step);
      count += points(last + week.from(i), Math.min(to, last + week.to(i)), origin, step);
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
