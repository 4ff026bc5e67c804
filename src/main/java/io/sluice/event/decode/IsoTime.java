package io.sluice.event.decode;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Event times in ISO 8601: a date alone, a local time, or a time with an offset. The commonest form
 * is read by hand, ten times as fast as {@link DateTimeFormatter} does it.
 */
final class IsoTime implements ToLongFunction<String> {
  private static final int TO_SECONDS = "2011-02-03T10:11:12".length();

  private final DateTimePattern any;
  private final ZoneId zone;

  IsoTime(ZoneId zone) {
    this.zone = zone;
    any = new DateTimePattern(formatter(), zone);
  }

  private static DateTimeFormatter formatter() {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .append(DateTimeFormatter.ISO_LOCAL_DATE)
        .optionalStart()
        .appendLiteral('T')
        .append(DateTimeFormatter.ISO_LOCAL_TIME)
        .optionalStart()
        .parseLenient()
        // Leniently, this takes +02, +0200 and +02:00 alike.
        .appendOffset("+HH", "Z")
        .parseStrict()
        .optionalEnd()
        .optionalEnd()
        .toFormatter(Locale.ENGLISH);
  }

  /** Epoch ms, or {@link TimestampParser#INVALID}. */
  @Override
  public long applyAsLong(String text) {
    if (!isPlain(text)) {
      return any.applyAsLong(text);
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    boolean possible =
        month >= 1
            && month <= 12
            && day >= 1
            && day <= YearMonth.of(year, month).lengthOfMonth()
            && hour <= 23
            && minute <= 59
            && second <= 59;
    return possible
        ? time(LocalDate.of(year, month, day), 3600 * hour + 60 * minute + second, text)
        : TimestampParser.INVALID;
  }

  private long time(LocalDate date, int secondOfDay, String text) {
    long local = 86_400L * date.toEpochDay() + secondOfDay;
    boolean isUtc = text.charAt(text.length() - 1) == 'Z';
    int offset =
        isUtc
            ? 0
            : zone.getRules()
                .getOffset(LocalDateTime.of(date, LocalTime.ofSecondOfDay(secondOfDay)))
                .getTotalSeconds();
    int fraction = text.length() > TO_SECONDS + 1 ? number(text, TO_SECONDS + 1, 3) : 0;
    return 1000 * (local - offset) + fraction;
  }

  /**
   * Whether a text has the form {@code 2011-02-03T10:11:12}, perhaps with {@code .123}, {@code Z}.
   */
  private static boolean isPlain(String text) {
    int length = text.endsWith("Z") ? text.length() - 1 : text.length();
    if (length != TO_SECONDS && length != TO_SECONDS + 4) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean fits =
          switch (i) {
            case 4, 7 -> c == '-';
            case 10 -> c == 'T';
            case 13, 16 -> c == ':';
            case 19 -> c == '.';
            default -> c >= '0' && c <= '9';
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int length) {
    int number = 0;
    for (int i = from; i < from + length; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }
}
