package io.sluice.window;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
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
  /** The longest run of closed days that is searched for an open one. */
  private static final int MAX_CLOSED_DAYS = 366;

  private static final long WEEK = 7 * Alignment.DAY_MS;

  /** Windows that are stepped through faster than they are searched. */
  private static final int MAX_STEPS = 64;

  private final long size;
  private final long grace;
  private final Alignment alignment;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final OpenDays open;

  /** The days whose windows count as the next: all, when no window starts on an open one. */
  private final OpenDays counted;

  private final boolean everyDay;

  public Windows(WindowConfig config) {
    this.size = config.size().toMillis();
    this.grace = config.grace().toMillis();
    this.alignment = Alignment.of(config);
    this.zone = config.zone();
    this.rules = zone.getRules();
    this.open = new OpenDays(config.calendar());
    boolean never = size % WEEK == 0 && !config.calendar().days().contains(DayOfWeek.MONDAY);
    this.counted = never ? new OpenDays(CalendarConfig.EVERY_DAY) : open;
    this.everyDay = config.calendar().equals(CalendarConfig.EVERY_DAY);
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
    return start + rules.getOffset(Instant.ofEpochMilli(start)).getTotalSeconds() * 1000L;
  }

  /** End of the newest window that takes no more events at a stream time: end + grace ≤ time. */
  public long closedThrough(long streamTime) {
    return alignment.startOf(streamTime - grace);
  }

  /** End of the next window in which data is expected, by the calendar of window starts. */
  public long nextEnd(long end) {
    if (everyDay || isOpen(end)) {
      return alignment.endOf(end);
    }
    LocalDate date = date(end);
    for (int i = 1; i <= MAX_CLOSED_DAYS; i++) {
      long midnight = date.plusDays(i).atStartOfDay(zone).toInstant().toEpochMilli();
      long start = alignment.endOf(midnight - 1);
      if (isOpen(start)) {
        return alignment.endOf(start);
      }
    }
    return alignment.endOf(end);
  }

  /** End of the newest window before one in which data is expected. */
  public long previousEnd(long end) {
    long previous = startOf(end);
    long start = startOf(previous);
    if (everyDay || isOpen(start)) {
      return previous;
    }
    LocalDate date = date(start);
    for (int i = 0; i < MAX_CLOSED_DAYS; i++) {
      long midnight = date.minusDays(i).atStartOfDay(zone).toInstant().toEpochMilli();
      long last = alignment.endOf(midnight - 1);
      if (isOpen(startOf(last))) {
        return last;
      }
    }
    return previous;
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
    long more = alignment.starts(first, alignment.startOf(through), counted, rules);
    return (int) Math.min(Integer.MAX_VALUE, 1 + more);
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
    return open.isOpen(date(start));
  }

  private LocalDate date(long time) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(time), zone);
  }
}
