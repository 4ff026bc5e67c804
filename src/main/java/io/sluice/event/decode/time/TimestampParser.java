package io.sluice.event.decode.time;

import io.sluice.config.source.TimestampConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Text or number to event time. Remembers the last text, for neighbours often repeat it. Not
 * thread-safe.
 *
 * <p>A local time that comes twice, where clocks are set back, is the one that is nearer to the
 * timestamp of its record; the earlier one where that timestamp says nothing, because there is none
 * or it is later than both by more than the clocks were set back.
 */
public final class TimestampParser {
  /** Returned for what is no time between 1970 and the end of 9999. */
  public static final long INVALID = -1;

  /** The timestamp of a record that has none. */
  public static final long NO_TIMESTAMP = -1;

  static final long MAX = 253_402_300_799_999L;
  private static final int MAX_LENGTH = 100;

  /** Before this, ms, may lie a time of our days whose unit was taken for a smaller one. */
  private static final long DOUBTFUL = Duration.ofDays(48).toMillis();

  private final TimeFormat format;

  /** The unit that the format counts in; null: in none. */
  private final @Nullable EpochUnit unit;

  private final Overlaps overlaps;
  private String lastText = "";
  private long earlier = INVALID;
  private long later = INVALID;
  private @Nullable EpochUnit doubt;

  /**
   * A parser of the configured format.
   *
   * @throws IllegalArgumentException when the format is neither a named one nor a pattern
   */
  public TimestampParser(TimestampConfig config) {
    unit =
        switch (config.format()) {
          case TimestampConfig.EPOCH_SECONDS -> EpochUnit.SECONDS;
          case TimestampConfig.EPOCH_MILLIS -> EpochUnit.MILLISECONDS;
          case TimestampConfig.EPOCH_MICROS -> EpochUnit.MICROSECONDS;
          case TimestampConfig.EPOCH_NANOS -> EpochUnit.NANOSECONDS;
          default -> null;
        };
    format =
        unit != null
            ? unit::millis
            : config.format().equals(TimestampConfig.ISO_8601)
                ? new IsoTime(config.zone())
                : DateTimePattern.of(config.format(), config.zone());
    overlaps = new Overlaps(config.zone());
  }

  /**
   * The time that a text states.
   *
   * @param timestamp of its record, epoch ms, or {@link #NO_TIMESTAMP}
   * @return epoch ms, or {@link #INVALID}
   */
  public long parse(String text, long timestamp) {
    if (!text.equals(lastText)) {
      read(text);
      lastText = text;
    }
    long overlap = later - earlier;
    boolean isLater =
        overlap > 0 && timestamp <= later + overlap && 2 * timestamp > earlier + later;
    return isLater ? later : earlier;
  }

  private void read(String text) {
    boolean isShort = text.length() <= MAX_LENGTH;
    earlier = isShort ? inRange(format.earlier(text)) : INVALID;
    later =
        unit == null && earlier != INVALID && overlaps.comesAgain(earlier)
            ? format.later(text)
            : earlier;
    doubt = isShort && earlier < DOUBTFUL ? doubt(text) : null;
  }

  /** The unit of our days, where it is not the configured one. */
  private @Nullable EpochUnit doubt(String text) {
    boolean isRead = unit == null && earlier != INVALID;
    EpochUnit likely = isRead ? null : EpochUnit.likely(text);
    return likely == unit ? null : likely;
  }

  /**
   * Whether a local time may come twice: the zone has such hours, and the format counts nothing.
   */
  public boolean mayComeTwice() {
    return unit == null && overlaps.exist();
  }

  /** How much later the last text may be too, ms; 0: it states one time only. */
  public long overlap() {
    return later - earlier;
  }

  /**
   * The unit that the last text seems to be in, where that is not the configured one: read in it,
   * the text is a time from 1990 to 2100, and as configured it is none or is of the first weeks of
   * 1970. Null: nothing is doubtful.
   */
  public @Nullable EpochUnit likelyUnit() {
    return doubt;
  }

  /** The time that decimal milliseconds since the epoch state, or {@link #INVALID}. */
  public static long epochMillis(String text) {
    return text.length() > MAX_LENGTH ? INVALID : inRange(EpochUnit.MILLISECONDS.millis(text));
  }

  /** A time as it is, or {@link #INVALID} when it is before 1970 or after 9999. */
  public static long inRange(long time) {
    return time >= 0 && time <= MAX ? time : INVALID;
  }
}
