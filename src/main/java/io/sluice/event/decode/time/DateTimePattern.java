package io.sluice.event.decode.time;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/** Event times in a {@link DateTimeFormatter}'s notation: a date, and often a time and a zone. */
final class DateTimePattern implements TimeFormat {
  private final DateTimeFormatter formatter;
  private final ZoneId zone;

  DateTimePattern(DateTimeFormatter formatter, ZoneId zone) {
    this.formatter = formatter.withResolverStyle(ResolverStyle.STRICT);
    this.zone = zone;
  }

  /**
   * A pattern, in which {@code y} means the proleptic year unless there is an era, so that
   * impossible dates such as 30 February are refused and not bent. Names are English: the root
   * locale has none.
   *
   * @throws IllegalArgumentException when the pattern is not one
   */
  static DateTimePattern of(String pattern, ZoneId zone) {
    StringBuilder proleptic = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      proleptic.append(c == 'y' && !quoted && pattern.indexOf('G') < 0 ? 'u' : c);
    }
    return new DateTimePattern(
        DateTimeFormatter.ofPattern(proleptic.toString(), Locale.ENGLISH), zone);
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
    try {
      return time(formatter.parse(text), later);
    } catch (DateTimeException | ArithmeticException e) {
      return TimestampParser.INVALID;
    }
  }

  private long time(TemporalAccessor parsed, boolean later) {
    if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
      return Math.addExact(
          Math.multiplyExact(parsed.getLong(ChronoField.INSTANT_SECONDS), 1000L),
          parsed.get(ChronoField.MILLI_OF_SECOND));
    }
    LocalDate date = parsed.query(TemporalQueries.localDate());
    LocalTime time = parsed.query(TemporalQueries.localTime());
    if (date == null) {
      return TimestampParser.INVALID;
    }
    ZonedDateTime zoned = time == null ? date.atStartOfDay(zone) : date.atTime(time).atZone(zone);
    return (later && time != null ? zoned.withLaterOffsetAtOverlap() : zoned)
        .toInstant()
        .toEpochMilli();
  }
}
