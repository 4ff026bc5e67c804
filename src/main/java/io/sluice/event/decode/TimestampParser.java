package io.sluice.event.decode;

import io.sluice.config.source.TimestampConfig;
import java.math.BigDecimal;
import java.util.function.ToLongFunction;

/**
 * Text or number to event time. Remembers the last text, for neighbours often repeat it. Not
 * thread-safe.
 */
final class TimestampParser {
  /** Returned for what is no time between 1970 and the end of 9999. */
  static final long INVALID = -1;

  private static final long MAX = 253_402_300_799_999L;
  private static final int MAX_LENGTH = 100;
  private static final int MAX_FAST_DIGITS = 15;

  private final ToLongFunction<String> format;
  private String lastText = "";
  private long lastTime = INVALID;

  /**
   * A parser of the configured format.
   *
   * @throws IllegalArgumentException when the format is neither a named one nor a pattern
   */
  TimestampParser(TimestampConfig config) {
    format =
        switch (config.format()) {
          case TimestampConfig.EPOCH_SECONDS -> text -> epoch(text, 3);
          case TimestampConfig.EPOCH_MILLIS -> text -> epoch(text, 0);
          case TimestampConfig.ISO_8601 -> new IsoTime(config.zone());
          default -> DateTimePattern.of(config.format(), config.zone());
        };
  }

  /**
   * The time that a text states.
   *
   * @return epoch ms, or {@link #INVALID}
   */
  long parse(String text) {
    if (!text.equals(lastText)) {
      lastTime = text.length() > MAX_LENGTH ? INVALID : inRange(format.applyAsLong(text));
      lastText = text;
    }
    return lastTime;
  }

  /** The time that decimal milliseconds since the epoch state, or {@link #INVALID}. */
  static long epochMillis(String text) {
    return text.length() > MAX_LENGTH ? INVALID : inRange(epoch(text, 0));
  }

  /** A time as it is, or {@link #INVALID} when it is before 1970 or after 9999. */
  static long inRange(long time) {
    return time >= 0 && time <= MAX ? time : INVALID;
  }

  /** Decimal units of {@code 10^shift} milliseconds since the epoch; fractions of a ms are cut. */
  private static long epoch(String text, int shift) {
    int point = endOfDigits(text, 0);
    int end =
        point < text.length() && text.charAt(point) == '.' ? endOfDigits(text, point + 1) : point;
    if (point == 0 || point > MAX_FAST_DIGITS || end < text.length()) {
      return exactEpoch(text, shift);
    }
    long time = Long.parseLong(text, 0, point, 10);
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
  private static long exactEpoch(String text, int shift) {
    try {
      BigDecimal time = new BigDecimal(text).scaleByPowerOfTen(shift);
      boolean possible = time.signum() >= 0 && time.compareTo(BigDecimal.valueOf(MAX)) <= 0;
      return possible ? time.longValue() : INVALID;
    } catch (NumberFormatException | ArithmeticException e) {
      return INVALID;
    }
  }
}
