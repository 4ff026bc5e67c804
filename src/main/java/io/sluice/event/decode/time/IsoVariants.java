package io.sluice.event.decode.time;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import org.jspecify.annotations.Nullable;

/**
 * The forms of ISO 8601 that few programs write: without separators ({@code 20110203T101112Z}), by
 * the day of the year ({@code 2011-034}) and by the week ({@code 2011-W05-4}).
 */
final class IsoVariants {
  private static final DateTimeFormatter BASIC = strict("uuuuMMdd");
  private static final DateTimeFormatter BASIC_ORDINAL = strict("uuuuDDD");
  private static final DateTimeFormatter BASIC_WEEK =
      new DateTimeFormatterBuilder()
          .appendValue(IsoFields.WEEK_BASED_YEAR, 4)
          .appendLiteral('W')
          .appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2)
          .appendValue(ChronoField.DAY_OF_WEEK, 1)
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  private IsoVariants() {}

  private static DateTimeFormatter strict(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withResolverStyle(ResolverStyle.STRICT);
  }

  /** The same time in the form that {@link IsoTime} reads; null: it is none of these. */
  static @Nullable String usual(String text) {
    int end = endOfDate(text);
    LocalDate date = date(text.substring(0, end));
    if (date == null) {
      return null;
    }
    return end == text.length() ? date.toString() : date + "T" + time(text, end + 1);
  }

  private static int endOfDate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'T' || c == 't' || c == ' ') {
        return i;
      }
    }
    return text.length();
  }

  private static @Nullable LocalDate date(String text) {
    DateTimeFormatter form = form(text);
    try {
      return form == null ? null : LocalDate.parse(text, form);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable DateTimeFormatter form(String text) {
    return switch (text.length()) {
      case 7 -> BASIC_ORDINAL;
      case 8 ->
          text.charAt(4) == '-'
              ? DateTimeFormatter.ISO_ORDINAL_DATE
              : text.charAt(4) == 'W' ? BASIC_WEEK : BASIC;
      case 10 -> DateTimeFormatter.ISO_WEEK_DATE;
      default -> null;
    };
  }

  /** The time of day from a place on, with the colons that are usual. */
  private static String time(String text, int from) {
    int digits = from;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    StringBuilder time = new StringBuilder(text.substring(from));
    for (int colon = digits - from - 2; colon > 0; colon -= 2) {
      time.insert(colon, ':');
    }
    return time.toString();
  }
}
