package io.sluice.config.read;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.Defaults;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.RecordFormat;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code source}. */
final class SourceReader {
  private static final Instant SAMPLE = Instant.parse("2013-02-18T14:45:59.123Z");

  private static final int MAX_PATTERN = 100;

  /** A letter for a part of the time of day, outside quotes. */
  private static final Pattern TIME_OF_DAY = Pattern.compile("^(?:[^']|'[^']*')*?[HhKkmsSnNAaB]");

  private SourceReader() {}

  static @Nullable SourceConfig read(String pipeline, Setting setting, TopicUses topics) {
    Section section = setting.section();
    @Nullable String topic = KafkaNames.topic(section.require("topic"));
    if (topic != null) {
      topics.add(pipeline, TopicUses.Kind.SOURCE, topic, section.get("topic"));
    }
    RecordFormat format = RecordFormatReader.read(section);
    @Nullable Boolean keyed = section.get("keyed").bool();
    @Nullable KeyConfig key = KeyReader.read(section.require("key"));
    TimestampConfig timestamp = timestamp(section.get("timestamp"));
    if (topic == null || key == null) {
      return null;
    }
    boolean isKeyed = key.isRecordKey() || requireNonNullElse(keyed, Defaults.KEYED);
    return new SourceConfig(topic, isKeyed, key, timestamp, format);
  }

  private static TimestampConfig timestamp(Setting setting) {
    if (!setting.isPresent()) {
      return TimestampConfig.RECORD;
    }
    if (!setting.isMap()) {
      @Nullable String text = setting.text();
      if (text != null && !text.equals(KeyReader.RECORD)) {
        setting.problem("expected $record or a map with field, format and zone");
      }
      return TimestampConfig.RECORD;
    }
    Section section = setting.section();
    @Nullable String field = section.require("field").text();
    String format = format(section.get("format"));
    ZoneId zone = requireNonNullElse(section.get("zone").zone(), Defaults.ZONE);
    return KeyReader.RECORD.equals(field)
        ? TimestampConfig.RECORD
        : new TimestampConfig(field, format, zone);
  }

  private static String format(Setting setting) {
    @Nullable String format = setting.text();
    if (format == null) {
      return Defaults.TIMESTAMP_FORMAT;
    }
    if (!TimestampConfig.NAMED_FORMATS.contains(format)) {
      checkPattern(format, setting);
    }
    return format;
  }

  private static void checkPattern(String pattern, Setting setting) {
    if (pattern.length() > MAX_PATTERN) {
      setting.problem("pattern is longer than " + MAX_PATTERN + " characters");
      return;
    }
    String named = String.join(", ", TimestampConfig.NAMED_FORMATS);
    try {
      DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
      TemporalAccessor sample = formatter.parse(formatter.format(SAMPLE.atZone(ZoneOffset.UTC)));
      if (sample.query(TemporalQueries.localDate()) == null) {
        setting.problem("pattern has no full date (year, month and day), such as yyyy-MM-dd");
      } else if (TIME_OF_DAY.matcher(pattern).find()
          && sample.query(TemporalQueries.localTime()) == null) {
        setting.problem(
            "pattern has an incomplete time of day; write HH for hours from 0 to 23,"
                + " or hh with a for AM or PM");
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      setting.problem("is neither of " + named + " nor a java.time pattern: " + e.getMessage());
    }
  }
}
