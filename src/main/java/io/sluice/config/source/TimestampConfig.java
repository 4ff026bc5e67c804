package io.sluice.config.source;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an event's time comes from.
 *
 * @param field the event field; null: the record's own timestamp
 * @param format one of {@link #NAMED_FORMATS} or a {@link java.time.format.DateTimeFormatter}
 *     pattern
 * @param zone the zone of local times that name none
 */
public record TimestampConfig(@Nullable String field, String format, ZoneId zone) {
  public static final String EPOCH_SECONDS = "epoch-seconds";
  public static final String EPOCH_MILLIS = "epoch-millis";
  public static final String EPOCH_MICROS = "epoch-micros";
  public static final String EPOCH_NANOS = "epoch-nanos";
  public static final String ISO_8601 = "iso-8601";

  /** The formats that are no pattern. */
  public static final List<String> NAMED_FORMATS =
      List.of(EPOCH_SECONDS, EPOCH_MILLIS, EPOCH_MICROS, EPOCH_NANOS, ISO_8601);

  /** The record's own timestamp. */
  public static final TimestampConfig RECORD =
      new TimestampConfig(null, EPOCH_MILLIS, ZoneOffset.UTC);
}
