package io.sluice.oracle;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Where windows begin and end, and in which of them data is expected. A window is named by its end,
 * epoch ms. Windows of one day lie between midnights, which are listed; shorter ones are multiples
 * of their length.
 */
final class Timetable {
  private static final LocalDate FIRST_DAY = LocalDate.of(1969, 12, 31);
  private static final LocalDate LAST_DAY = LocalDate.of(2100, 1, 1);

  private final Rules rules;
  private final long size;
  private final long grace;
  private final TreeSet<Long> midnights = new TreeSet<>();
  private final Map<Long, Long> expectedAfter = new HashMap<>();

  Timetable(Rules rules) {
    this.rules = rules;
    this.size = rules.window().toMillis();
    this.grace = rules.grace().toMillis();
    if (rules.window().equals(Duration.ofDays(1))) {
      for (LocalDate day = FIRST_DAY; day.isBefore(LAST_DAY); day = day.plusDays(1)) {
        midnights.add(day.atTime(LocalTime.MIDNIGHT).atZone(rules.zone()).toEpochSecond() * 1000);
      }
    }
  }

  long start(long end) {
    return midnights.isEmpty() ? end - size : midnights.lower(end);
  }

  /** End of the window that holds a time. */
  long endOf(long time) {
    return midnights.isEmpty() ? (time / size + 1) * size : midnights.higher(time);
  }

  /** End of the newest window that takes nothing more at a time: it ends {@code grace} before. */
  long closedAt(long time) {
    return start(endOf(time - grace));
  }

  /** The time at which the window after one that is closed is closed as well. */
  long closesNext(long closed) {
    return endOf(closed) + grace;
  }

  boolean isExpected(long end) {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(start(end)), rules.zone());
    return !rules.closed().contains(day.getDayOfWeek()) && !rules.holidays().contains(day);
  }

  /** The first expected window after one. */
  long next(long end) {
    return expectedAfter.computeIfAbsent(
        end,
        from -> {
          long candidate = endOf(from);
          while (!isExpected(candidate)) {
            candidate = endOf(candidate);
          }
          return candidate;
        });
  }

  /** The {@code count}th expected window after one. */
  long later(long end, int count) {
    long later = end;
    for (int i = 0; i < count; i++) {
      later = next(later);
    }
    return later;
  }

  /** The last expected window before one. */
  long previous(long end) {
    long candidate = start(end);
    while (!isExpected(candidate)) {
      candidate = start(candidate);
    }
    return candidate;
  }

  /** Expected windows after one, up to and with another. */
  int count(long after, long through) {
    int count = 0;
    for (long end = next(after); end <= through; end = next(end)) {
      count++;
    }
    return count;
  }

  /** What a clock on the wall shows when a window begins, in ms since 1970-01-01T00:00 there. */
  long wallClock(long end) {
    Instant start = Instant.ofEpochMilli(start(end));
    return start.toEpochMilli()
        + 1000L * rules.zone().getRules().getOffset(start).getTotalSeconds();
  }
}
