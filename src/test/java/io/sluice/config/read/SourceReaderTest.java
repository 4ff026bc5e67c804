package io.sluice.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.SluiceConfig;
import io.sluice.config.source.Envelope;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.Numbers;
import io.sluice.config.source.RecordFormat;
import io.sluice.config.source.TimestampConfig;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which records a pipeline reads, and how, is either right or refused with its place. */
final class SourceReaderTest extends ReadConfig {
  @Test
  void constantKey_isNoField() throws Exception {
    String yaml = MINIMAL.replace("key: room", "key: { constant: %s }");
    KeyConfig key = load(yaml.formatted("plant-1")).pipelines().get("climate").source().key();
    assertThat(key).isEqualTo(new KeyConfig(List.of(), "plant-1"));
    assertThat(key.isRecordKey()).isFalse();

    assertThat(refused(yaml.formatted("\"a\\tb\"")).getMessage())
        .contains("pipelines.climate.source.key.constant: must be at most 1024 bytes");
    assertThat(refused(MINIMAL.replace("key: room", "key: { room: a }")).getMessage())
        .contains("source.key.constant: is required", "source.key.room: unknown key");
  }

  @Test
  void wordsForMissing_areTextsAndNumbers_ofLenientNumbersOnly() throws Exception {
    String source = "key: room, numbers: %s, missing: [\"\", Ausfall, -127]";
    SluiceConfig config = load(MINIMAL.replace("key: room", source.formatted("lenient")));
    assertThat(config.pipelines().get("climate").source().format())
        .isEqualTo(
            new RecordFormat(Numbers.LENIENT, List.of("", "Ausfall", "-127"), Envelope.NONE));

    assertThat(refused(MINIMAL.replace("key: room", source.formatted("strict"))).getMessage())
        .contains("pipelines.climate.source.missing: is for numbers: lenient");
    assertThat(refused(MINIMAL.replace("key: room", "key: room, numbers: exact")).getMessage())
        .contains("source.numbers: expected one of strict, lenient");
    assertThat(refused(MINIMAL.replace("key: room", "key: room, missing: [null]")).getMessage())
        .contains("source.missing[0]: expected a value, found nothing");
  }

  @Test
  void timestampFieldDefaultsToIsoInUtc() throws Exception {
    SluiceConfig config = load(MINIMAL.replace("key: room", "key: room, timestamp: { field: at }"));

    assertThat(config.pipelines().get("climate").source().timestamp())
        .isEqualTo(new TimestampConfig("at", TimestampConfig.ISO_8601, ZoneOffset.UTC));
  }

  @Test
  void recordKeyMakesTheSourceKeyed() throws Exception {
    SluiceConfig config = load(MINIMAL.replace("key: room", "key: $record, keyed: false"));

    assertThat(config.pipelines().get("climate").source().keyed()).isTrue();
    assertThat(config.pipelines().get("climate").source().key().isRecordKey()).isTrue();
  }
}
