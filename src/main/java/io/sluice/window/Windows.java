package io.sluice.window;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Which window an event belongs to, when a window is closed, and which one is expected next.
 * Windows are tumbling, aligned as {@link WindowConfig} says, and named by their end (exclusive),
 * epoch ms.
 *
 * <p>With a size of 10 minutes and a grace of 1:
 *
 * <table>
 * <caption>Windows</caption>
 * <tr><th>event time</th><th>window</th><th>closed when stream time reaches</th></tr>
 * <tr><td>12:00:00.000</td><td>[12:00, 12:10)</td><td>12:11:00.000</td></tr>
 * <tr><td>12:09:59.999</td><td>[12:00, 12:10)</td><td>12:11:00.000</td></tr>
 * <tr><td>12:10:00.000</td><td>[12:10, 12:20)</td><td>12:21:00.000</td></tr>
 * </table>
 */
public final class Windows {
  private static final long WEEK = 7 * Alignment.DAY_MS;

  /** Windows that are stepped through faster than they are searched. */
  private static final int MAX_STEPS = 64;

  private final long size;
  private final long grace;
  private final Alignment alignment;
  private final ZoneRules rules;

  /** All times, when no window starts at an open one. */
  private final OpenTimes open;

  private final boolean everyDay;

  public Windows(WindowConfig config) {
    this.size = config.size().toMillis();
    this.grace = config.grace().toMillis();
    this.alignment = Alignment.of(config);
    this.rules = config.zone().getRules();
    boolean never = size % WEEK == 0 && !config.calendar().days().contains(DayOfWeek.MONDAY);
    CalendarConfig calendar = never ? CalendarConfig.EVERY_DAY : config.calendar();
    this.open = new OpenTimes(calendar, size);
    this.everyDay = calendar.equals(CalendarConfig.EVERY_DAY);
  }

  /** The length of a window, ms; of one of whole days, where no clock is changed. */
  public long size() {
    return size;
  }

  /** How long after its end, in stream time, a window still takes events, ms. */
  public long grace() {
    return grace;
  }

  /** End of the window that holds the event time. */
  public long endOf(long timestamp) {
    return alignment.endOf(timestamp);
  }

  public long startOf(long end) {
    return alignment.startOf(end - 1);
  }

  /**
   * What the clocks of the zone show at the start of a window: milliseconds since 1970-01-01T00:00
   * there. Time of day, day of the week and day of the year are read from it.
   */
  public long localStartOf(long end) {
    long start = startOf(end);
    return start + offset(start);
  }

  /** End of the newest window that takes no more events at a stream time: end + grace ≤ time. */
  public long closedThrough(long streamTime) {
    return alignment.startOf(streamTime - grace);
  }

  /** End of the next window in which data is expected. */
  public long nextEnd(long end) {
    long start = end;
    while (!everyDay && !isOpen(start)) {
      start = alignment.endOf(nextOpen(start) - 1);
    }
    return alignment.endOf(start);
  }

  /** A later time by which windows may be expected again: when it opens or the clocks change. */
  private long nextOpen(long time) {
    long offset = offset(time);
    long opens = open.next(time + offset) - offset;
    ZoneOffsetTransition change = rules.nextTransition(Instant.ofEpochMilli(time));
    return change == null ? opens : Math.min(opens, change.getInstant().toEpochMilli());
  }

  /** End of the newest window before one in which data is expected. */
  public long previousEnd(long end) {
    long start = startOf(startOf(end));
    while (!everyDay && !isOpen(start)) {
      start = alignment.startOf(lastOpen(start));
    }
    return alignment.endOf(start);
  }

  /** An earlier time by which windows may have been expected. */
  private long lastOpen(long time) {
    long offset = offset(time);
    long open = this.open.last(time + offset) - offset;
    ZoneOffsetTransition change = rules.previousTransition(Instant.ofEpochMilli(time + 1));
    return change == null ? open : Math.max(open, change.getInstant().toEpochMilli() - 1);
  }

  /** Ends of the next {@code horizon} expected windows after one. */
  public long[] horizon(long end, int horizon) {
    long[] ends = new long[horizon];
    long next = end;
    for (int i = 0; i < horizon; i++) {
      next = nextEnd(next);
      ends[i] = next;
    }
    return ends;
  }

  /** Whether data is expected in the window that ends at a time. */
  public boolean isExpected(long end) {
    return everyDay || isOpen(startOf(end));
  }

  /**
   * The number of expected windows that end after one time and at or before another. The work does
   * not grow with the time between, but for the changes of the zone's clocks.
   */
  public int count(long after, long through) {
    if (everyDay && alignment instanceof Alignment.FixedLength fixed) {
      return fixed.count(after, through);
    }
    long first = nextEnd(after);
    if (first > through) {
      return 0;
    }
    long more = alignment.starts(first, alignment.startOf(through), open, rules);
    return (int) Math.min(Integer.MAX_VALUE, 1 + more);
  }

  /** The most windows that are expected in a day of a week without holidays. */
  public int mostOfDay() {
    return open.mostOfDay(size);
  }

  /** End of the {@code count}th expected window after one; found by halving when it is far. */
  public long advance(long end, int count) {
    if (everyDay && alignment instanceof Alignment.FixedLength fixed) {
      return fixed.advance(end, count);
    }
    return count <= MAX_STEPS ? walk(end, count) : search(end, count);
  }

  private long walk(long end, int count) {
    long next = end;
    for (int i = 0; i < count; i++) {
      next = nextEnd(next);
    }
    return next;
  }

  /** The first time by which as many windows have ended. */
  private long search(long end, int count) {
    long span = size;
    while (count(end, end + span * count) < count) {
      span *= 2;
    }
    long before = end;
    long at = end + span * count;
    while (at - before > 1) {
      long middle = (before + at) / 2;
      if (count(end, middle) < count) {
        before = middle;
      } else {
        at = middle;
      }
    }
    return at;
  }

  private boolean isOpen(long start) {
    return open.isOpen(start + offset(start));
  }

  /** By how much the clocks of the zone are ahead of UTC, ms. */
  private long offset(long time) {
    return rules.getOffset(Instant.ofEpochMilli(time)).getTotalSeconds() * 1000L;
  }
}
