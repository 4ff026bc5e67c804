package io.sluice.event.decode.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Event times in ISO 8601 as programs write them: a date alone, a local time, or a time with an
 * offset.
 *
 * <table>
 * <caption>What may vary in 2011-02-03T10:11:12.123Z</caption>
 * <tr><td>between date and time</td><td>{@code T}, {@code t}, a blank</td></tr>
 * <tr><td>seconds</td><td>may be absent; up to nine digits of a fraction, after {@code .} or {@code
 * ,}</td></tr>
 * <tr><td>offset</td><td>none, {@code Z}, {@code +01}, {@code +0100}, {@code +01:00}, {@code UTC};
 * after a blank too; the name of a zone in brackets after it says no more</td></tr>
 * <tr><td>midnight</td><td>{@code 24:00} is the end of the day, and so is a leap second</td></tr>
 * <tr><td>all of it</td><td>without separators, by the week or the day of the year, see {@link
 * IsoVariants}</td></tr>
 * </table>
 *
 * <p>Read by hand, ten times as fast as {@link java.time.format.DateTimeFormatter} does it.
 */
final class IsoTime implements TimeFormat {
  private static final int DATE = "2011-02-03".length();
  private static final int TO_MINUTES = "2011-02-03T10:11".length();
  private static final int TO_SECONDS = "2011-02-03T10:11:12".length();
  private static final int MAX_FRACTION = 9;
  private static final int DAY = 86_400;
  private static final int MAX_OFFSET = 18 * 3600;

  /** No offset that there can be: none is stated, or what stands there is none. */
  private static final int LOCAL = Integer.MAX_VALUE;

  private static final int NO_OFFSET = Integer.MIN_VALUE;

  private final ZoneId zone;
  private final ZoneRules rules;

  IsoTime(ZoneId zone) {
    this.zone = zone;
    this.rules = zone.getRules();
  }

  @Override
  public long earlier(String text) {
    return time(text, false);
  }

  @Override
  public long later(String text) {
    return time(text, true);
  }

  private long time(String text, boolean later) {
    LocalDate date = date(text);
    if (date == null) {
      String usual = IsoVariants.usual(text);
      return usual == null ? TimestampParser.INVALID : time(usual, later);
    }
    return text.length() == DATE
        ? date.atStartOfDay(zone).toInstant().toEpochMilli()
        : time(date, withoutZone(text), later);
  }

  /** Java writes the name of the zone behind the offset, in brackets. */
  private static String withoutZone(String text) {
    int bracket = text.endsWith("]") ? text.indexOf('[') : -1;
    return bracket > TO_MINUTES ? text.substring(0, bracket) : text;
  }

  private static @Nullable LocalDate date(String text) {
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    boolean possible =
        year >= 0
            && is(text, 4, '-')
            && month >= 1
            && month <= 12
            && is(text, 7, '-')
            && day >= 1
            && day <= YearMonth.of(year, month).lengthOfMonth();
    return possible ? LocalDate.of(year, month, day) : null;
  }

  private long time(LocalDate date, String text, boolean later) {
    boolean hasSeconds = is(text, TO_MINUTES, ':');
    int point = hasSeconds ? TO_SECONDS : TO_MINUTES;
    int end = hasSeconds ? endOfFraction(text, point) : point;
    int second = secondOfDay(text, hasSeconds);
    int offset = offset(text, end);
    int milli = end > point ? milli(text, point + 1, end) : 0;
    if (second < 0 || offset == NO_OFFSET || (second == DAY && milli > 0)) {
      return TimestampParser.INVALID;
    }
    LocalDate day = second == DAY ? date.plusDays(1) : date;
    int ofDay = second % DAY;
    int used = offset == LOCAL ? offsetOfZone(day, ofDay, later) : offset;
    return 1000 * (DAY * day.toEpochDay() + ofDay - used) + milli;
  }

  /** Seconds since midnight, {@value #DAY} at the end of the day, or less than 0. */
  private static int secondOfDay(String text, boolean hasSeconds) {
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = hasSeconds ? number(text, 17, 2) : 0;
    boolean possible =
        isSeparator(text, DATE)
            && is(text, 13, ':')
            && hour >= 0
            && minute >= 0
            && minute <= 59
            && second >= 0
            && (second <= 59 || (second == 60 && minute == 59));
    int all = 3600 * hour + 60 * minute + second;
    return possible && all <= DAY ? all : -1;
  }

  private static boolean isSeparator(String text, int at) {
    return is(text, at, 'T') || is(text, at, 't') || is(text, at, ' ');
  }

  private static int endOfFraction(String text, int point) {
    int end = point;
    if (is(text, point, '.') || is(text, point, ',')) {
      end++;
      while (end - point <= MAX_FRACTION && number(text, end, 1) >= 0) {
        end++;
      }
    }
    return end;
  }

  /** The first three of its digits; fewer are tenths and hundredths. */
  private static int milli(String text, int from, int end) {
    int milli = 0;
    for (int i = from; i < from + 3; i++) {
      milli = 10 * milli + (i < end ? text.charAt(i) - '0' : 0);
    }
    return milli;
  }

  /** Seconds east of Greenwich, {@link #LOCAL} or {@link #NO_OFFSET}. */
  private static int offset(String text, int end) {
    if (end == text.length()) {
      return LOCAL;
    }
    int from = is(text, end, ' ') ? end + 1 : end;
    int left = text.length() - from;
    boolean isUtc =
        (left == 1 && (is(text, from, 'Z') || is(text, from, 'z')))
            || (left == 3 && text.regionMatches(true, from, "UTC", 0, 3));
    return isUtc ? 0 : signedOffset(text, from, left);
  }

  private static int signedOffset(String text, int from, int length) {
    int sign = is(text, from, '+') ? 1 : is(text, from, '-') ? -1 : 0;
    int hours = number(text, from + 1, 2);
    int minutes =
        switch (length) {
          case 3 -> 0;
          case 5 -> number(text, from + 3, 2);
          case 6 -> is(text, from + 3, ':') ? number(text, from + 4, 2) : -1;
          default -> -1;
        };
    int seconds = 3600 * hours + 60 * minutes;
    boolean possible =
        sign != 0 && hours >= 0 && minutes >= 0 && minutes <= 59 && seconds <= MAX_OFFSET;
    return possible ? sign * seconds : NO_OFFSET;
  }

  private int offsetOfZone(LocalDate day, int second, boolean later) {
    if (rules.isFixedOffset()) {
      return rules.getOffset(Instant.EPOCH).getTotalSeconds();
    }
    LocalDateTime local = LocalDateTime.of(day, LocalTime.ofSecondOfDay(second));
    ZoneOffsetTransition transition = later ? rules.getTransition(local) : null;
    return transition != null && transition.isOverlap()
        ? transition.getOffsetAfter().getTotalSeconds()
        : rules.getOffset(local).getTotalSeconds();
  }

  private static boolean is(String text, int at, char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  /** So many digits; less than 0: something else stands there. */
  private static int number(String text, int from, int length) {
    if (from + length > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < from + length; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = 10 * number + c - '0';
    }
    return number;
  }
}
