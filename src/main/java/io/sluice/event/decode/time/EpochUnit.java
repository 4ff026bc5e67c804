package io.sluice.event.decode.time;

import io.sluice.config.source.TimestampConfig;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A unit in which times are counted from the epoch. */
public enum EpochUnit {
  SECONDS(3, TimestampConfig.EPOCH_SECONDS),
  MILLISECONDS(0, TimestampConfig.EPOCH_MILLIS),
  MICROSECONDS(-3, TimestampConfig.EPOCH_MICROS),
  NANOSECONDS(-6, TimestampConfig.EPOCH_NANOS);

  /** Between these, ms, times are likely to lie; the ranges of the units do not overlap. */
  private static final long LIKELY_FROM = Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();

  private static final long LIKELY_TO = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
  private static final int MAX_FAST_DIGITS = 15;

  /** A unit is 10 to this power milliseconds. */
  private final int shift;

  private final String format;

  EpochUnit(int shift, String format) {
    this.shift = shift;
    this.format = format;
  }

  /** The format that reads it. */
  public String format() {
    return format;
  }

  /** As it is written in a sentence. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The unit in which a number is a time of our days, from 1990 to 2100: 1700000000 looks like
   * seconds. Null: none.
   */
  static @Nullable EpochUnit likely(String text) {
    for (EpochUnit unit : values()) {
      long time = unit.millis(text);
      if (time >= LIKELY_FROM && time < LIKELY_TO) {
        return unit;
      }
    }
    return null;
  }

  /**
   * Decimal units since the epoch as milliseconds, of which fractions are cut.
   *
   * @return epoch ms, or {@link TimestampParser#INVALID}
   */
  long millis(String text) {
    int point = endOfDigits(text, 0);
    int end =
        point < text.length() && text.charAt(point) == '.' ? endOfDigits(text, point + 1) : point;
    int digits = Math.max(0, point + Math.min(0, shift));
    if (point == 0 || digits > MAX_FAST_DIGITS || end < text.length()) {
      return exactMillis(text);
    }
    long time = digits == 0 ? 0 : Long.parseLong(text, 0, digits, 10);
    for (int i = 1; i <= shift; i++) {
      time = 10 * time + (point + i < end ? text.charAt(point + i) - '0' : 0);
    }
    return time;
  }

  private static int endOfDigits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  /** The rare forms: exponents and signs. */
  private long exactMillis(String text) {
    try {
      BigDecimal time = new BigDecimal(text).scaleByPowerOfTen(shift);
      boolean possible =
          time.signum() >= 0 && time.compareTo(BigDecimal.valueOf(TimestampParser.MAX)) <= 0;
      return possible ? time.longValue() : TimestampParser.INVALID;
    } catch (NumberFormatException | ArithmeticException e) {
      return TimestampParser.INVALID;
    }
  }
}
