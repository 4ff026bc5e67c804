package io.sluice.event.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import io.sluice.config.TargetConfig;
import io.sluice.config.source.Envelope;
import io.sluice.config.source.EventsConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.Numbers;
import io.sluice.config.source.RecordFormat;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.UnusableField;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A decoder of text, set up in one line and judged in one more. */
final class Decoding {
  static final int PARTITION = 3;
  static final long OFFSET = 42;
  static final long RECORD_TIME = 1_000;

  private KeyConfig key = new KeyConfig(List.of("key"));
  private TimestampConfig timestamp =
      new TimestampConfig("ts", TimestampConfig.EPOCH_MILLIS, ZoneOffset.UTC);
  private List<TargetConfig> targets = List.of(target("value", "value", Aggregate.MEAN));
  private List<String> known = List.of();
  private @Nullable EventsConfig events;
  private RecordFormat format = RecordFormat.DEFAULT;

  static TargetConfig target(String name, String field, Aggregate aggregate) {
    return new TargetConfig(name, field, aggregate, null);
  }

  Decoding key(String... fields) {
    key = new KeyConfig(List.of(fields));
    return this;
  }

  Decoding constantKey(String constant) {
    key = new KeyConfig(List.of(), constant);
    return this;
  }

  Decoding time(String format, String zone) {
    timestamp = new TimestampConfig("ts", format, ZoneId.of(zone));
    return this;
  }

  Decoding timeIn(String field) {
    timestamp = new TimestampConfig(field, TimestampConfig.EPOCH_MILLIS, ZoneOffset.UTC);
    return this;
  }

  Decoding recordTime() {
    timestamp = TimestampConfig.RECORD;
    return this;
  }

  Decoding targets(TargetConfig... wanted) {
    targets = List.of(wanted);
    return this;
  }

  Decoding known(String... fields) {
    known = List.of(fields);
    return this;
  }

  Decoding strict() {
    format = new RecordFormat(Numbers.STRICT, List.of(), Envelope.NONE);
    return this;
  }

  Decoding missing(String... words) {
    format = new RecordFormat(Numbers.LENIENT, List.of(words), Envelope.NONE);
    return this;
  }

  Decoding envelope(Envelope envelope) {
    format = new RecordFormat(Numbers.LENIENT, RecordFormat.MISSING, envelope);
    return this;
  }

  Decoding token(String... fields) {
    events = new EventsConfig(List.of(fields), null, Set.of());
    return this;
  }

  EventDecoder decoder() {
    SourceConfig source = new SourceConfig("t", false, key, timestamp, format);
    return new EventDecoder(source, events, events == null ? targets : List.of(), known);
  }

  Decoded decode(byte[] recordKey, byte[] value) {
    return decoder().decode(recordKey, value, new RecordHeaders(), RECORD_TIME, PARTITION, OFFSET);
  }

  Decoded decode(String json) {
    return decode(null, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Asserts that the text decodes to an event. */
  Event event(String json) {
    return event(decode(json));
  }

  static Event event(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Valid.class);
    return (Event) ((Decoded.Valid) decoded).signal();
  }

  /** Asserts that the text decodes to an event, and returns what of it could not be used. */
  List<UnusableField> unusable(String json) {
    Decoded decoded = decode(json);
    assertThat(decoded).isInstanceOf(Decoded.Valid.class);
    return ((Decoded.Valid) decoded).unusable();
  }

  /** Asserts that the text is a record that has nothing to say, and returns its time. */
  long empty(String json) {
    Decoded decoded = decode(json);
    assertThat(decoded).as(json).isInstanceOf(Decoded.Empty.class);
    return ((Decoded.Empty) decoded).timestamp();
  }

  String keyOf(String json) {
    Decoded decoded = decode(json);
    assertThat(decoded).isInstanceOf(Decoded.Valid.class);
    return new String(((Decoded.Valid) decoded).key().get(), StandardCharsets.UTF_8);
  }

  /** Asserts that the text is refused, and returns the detail. */
  String refuses(String json, DeadLetterReason reason) {
    return refused(decode(json), reason);
  }

  static String refused(Decoded decoded, DeadLetterReason reason) {
    assertThat(decoded).isInstanceOf(Decoded.Invalid.class);
    Decoded.Invalid invalid = (Decoded.Invalid) decoded;
    assertThat(invalid.reason()).as(invalid.detail()).isEqualTo(reason);
    assertThat(invalid.detail()).isNotBlank().hasSizeLessThanOrEqualTo(200);
    return invalid.detail();
  }

  /** A record with {@code value} as it is written here. */
  static String withValue(String value) {
    return "{\"key\":\"k\",\"ts\":5,\"value\":" + value + "}";
  }

  /** A record with {@code ts} as it is written here. */
  static String withTime(String time) {
    return "{\"key\":\"k\",\"ts\":" + time + ",\"value\":1}";
  }

  /** A record with {@code key} as it is written here. */
  static String withKey(String key) {
    return "{\"key\":" + key + ",\"ts\":5,\"value\":1}";
  }
}
