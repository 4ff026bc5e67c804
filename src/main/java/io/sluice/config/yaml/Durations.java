package io.sluice.config.yaml;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a whole number and one of {@code ms s m h d w}, or ISO 8601
 * ({@code PT10M}). A day has 24 hours.
 */
public final class Durations {
  /** Longer than any sensible setting and short enough for arithmetic in milliseconds. */
  private static final Duration MAX = Duration.ofDays(36_525);

  private static final Pattern SIMPLE = Pattern.compile("(-?\\d{1,15}) ?(ms|s|m|h|d|w)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "ms",
          1L,
          "s",
          1_000L,
          "m",
          60_000L,
          "h",
          3_600_000L,
          "d",
          86_400_000L,
          "w",
          604_800_000L);

  private Durations() {}

  /**
   * Reads a duration of whole milliseconds and at most a hundred years; a bare {@code 0} needs no
   * unit.
   *
   * @return empty when the text is none
   */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = SIMPLE.matcher(text);
    try {
      Duration duration;
      if (matcher.matches()) {
        long unit = UNITS.getOrDefault(matcher.group(2), 1L);
        duration = Duration.ofMillis(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
      } else {
        duration = text.equals("0") ? Duration.ZERO : Duration.parse(text);
      }
      boolean fits =
          duration.abs().compareTo(MAX) <= 0
              && duration.equals(duration.truncatedTo(ChronoUnit.MILLIS));
      return fits ? Optional.of(duration) : Optional.empty();
    } catch (ArithmeticException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The shortest form in one unit: {@code 10m}, {@code 90s}, {@code 36h}. */
  public static String format(Duration duration) {
    long ms = duration.toMillis();
    if (ms == 0) {
      return "0s";
    }
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      long length = UNITS.getOrDefault(unit, 1L);
      if (ms % length == 0) {
        return String.format(Locale.ROOT, "%d%s", ms / length, unit);
      }
    }
    return ms + "ms";
  }
}
