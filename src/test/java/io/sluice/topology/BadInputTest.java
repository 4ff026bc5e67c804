package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.feature.ScalerSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Records that no one should send, between records that count. */
final class BadInputTest {
  private static final Instant NOON = Harness.NOON;
  private static final long TS = NOON.plus(Duration.ofMinutes(1)).toEpochMilli();

  @TempDir Path stateDir;

  /** Bad values, each with the reason that its dead letter has to carry. */
  private static Map<String, String> badValues() {
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("not json", "malformed-json");
    bad.put("", "malformed-json");
    bad.put("{\"key\":\"a\",\"ts\":" + TS + ",\"value\":1", "malformed-json");
    bad.put("[1,2,3]", "not-an-object");
    bad.put("\"text\"", "not-an-object");
    bad.put("{\"ts\":" + TS + ",\"value\":1}", "missing-key");
    bad.put("{\"key\":null,\"ts\":" + TS + ",\"value\":1}", "missing-key");
    bad.put("{\"key\":\"a\",\"value\":1}", "missing-timestamp");
    bad.put("{\"key\":\"a\",\"ts\":" + TS + ",\"value\":\"21.5 C\"}", "invalid-value");
    bad.put("{\"key\":\"a\",\"ts\":" + TS + ",\"value\":1e400}", "invalid-value");
    bad.put("{\"key\":\"a\",\"ts\":" + TS + ",\"value\":-Infinity}", "invalid-value");
    bad.put("{\"key\":\"a\",\"ts\":-1,\"value\":1}", "invalid-timestamp");
    bad.put("{\"key\":\"a\",\"ts\":\"yesterday\",\"value\":1}", "invalid-timestamp");
    bad.put("{\"key\":\"a\",\"ts\":32503680000000,\"value\":1}", "timestamp-in-future");
    bad.put("{\"key\":\"a\",\"ts\":" + TS + ",\"value\":1,\"value\":2}", "duplicate-field");
    bad.put(
        "{\"key\":\"" + "k".repeat(10_000) + "\",\"ts\":" + TS + ",\"value\":1}", "invalid-key");
    bad.put("{\"key\":\"a\\u0007b\",\"ts\":" + TS + ",\"value\":1}", "invalid-key");
    bad.put("{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}", "malformed-json");
    bad.put("{\"x\":\"" + "y".repeat(5_000_000) + "\"}", "record-too-large");
    return bad;
  }

  @Test
  void badRecords_areEachDeadLetteredWithReasonAndOrigin_andNothingElseIsLost() {
    Map<String, String> bad = badValues();
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      int good = 0;
      for (String value : bad.keySet()) {
        home.send("good", NOON.plus(Duration.ofMinutes(2)), good++);
        home.sendRaw(value);
      }
      home.send("good", NOON.plus(Duration.ofMinutes(2)), good++);
      home.sendTombstone();
      home.send("good", NOON.plus(Duration.ofMinutes(2)), good++);
      home.watermark(NOON.plus(Duration.ofMinutes(10)));

      List<String> reasons = new ArrayList<>(bad.values());
      reasons.add("tombstone");
      List<Harness.DeadLetter> dead = home.deadLetters();
      assertThat(dead).extracting(Harness.DeadLetter::reason).containsExactlyElementsOf(reasons);
      for (int i = 0; i < dead.size(); i++) {
        assertThat(dead.get(i).offset()).as("offset of %s", reasons.get(i)).isEqualTo(2L * i + 1);
        assertThat(dead.get(i).topic()).isEqualTo("readings");
      }
      var forecasts = home.forecasts();
      assertThat(forecasts).hasSize(1);
      assertThat(forecasts.get(0).at("/observed/value").asDouble()).isEqualTo((good - 1) / 2.0);
      assertThat(home.metrics.recordCount()).isEqualTo(good + dead.size());
      assertThat(home.metrics.windowedCount()).isEqualTo(good);
      assertThat(home.metrics.recordsDeadLetteredCount()).isEqualTo(dead.size());
    }
  }

  /** A device without a clock says 1970, and an old history is old: only a wrong unit is told. */
  @Test
  void timeInAnotherUnit_isCounted_andNotRefusedForThat() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      String event = "{\"key\":\"a\",\"ts\":%d,\"value\":1}";
      home.sendRaw(event.formatted(3_000));
      home.sendRaw(event.formatted(1_356_998_400_000L));
      assertThat(home.metrics.unitsDoubtfulCount()).isZero();
      home.sendRaw(event.formatted(TS / 1000));
      home.sendRaw(event.formatted(TS * 1000));
      assertThat(home.metrics.unitsDoubtfulCount()).isEqualTo(2);
      assertThat(home.deadLetters())
          .extracting(Harness.DeadLetter::reason)
          .containsExactly("invalid-timestamp");
    }
  }

  @Test
  void hugeRecord_isDeadLetteredByItsFirstBytes() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      home.sendRaw("{\"x\":\"" + "y".repeat(5_000_000) + "\"}");
      Harness.DeadLetter letter = home.deadLetters().get(0);
      assertThat(letter.bodyBytes()).isEqualTo(16 * 1024);
      assertThat(letter.size()).isEqualTo(5_000_008);
    }
  }

  @Test
  void markupInAKey_isAKeyLikeAnyOther_andIsEscapedInTheOutput() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      home.send("<script>alert(1)</script>", NOON.plus(Duration.ofMinutes(1)), 1);
      home.watermark(NOON.plus(Duration.ofMinutes(10)));
      List<String> raw = home.rawForecasts();
      assertThat(raw).hasSize(1);
      assertThat(raw.get(0)).doesNotContain("<script>").contains("\\u003cscript\\u003e");
    }
  }

  @Test
  void unknownAndNestedFields_areIgnored() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      home.sendRaw(
          "{\"extra\":{\"value\":9,\"ts\":[1]},\"key\":\"a\",\"unit\":\"C\",\"unit\":\"F\",\"ts\":"
              + TS
              + ",\"value\":3}");
      home.watermark(NOON.plus(Duration.ofMinutes(10)));
      assertThat(home.forecasts().get(0).at("/observed/value").asDouble()).isEqualTo(3);
    }
  }

  @Test
  void recordsWithoutAValue_areToldAfterAHundred_andNotWhenOthersComeBetween() {
    Logger logger = (Logger) LoggerFactory.getLogger(DecodeProcessor.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(lines);
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      for (int i = 0; i < 99; i++) {
        home.sendRaw("{\"key\":\"a\",\"ts\":" + TS + ",\"temp\":21}");
      }
      home.send("a", NOON, 21);
      assertThat(lines.list).isEmpty();
      for (int i = 0; i < 150; i++) {
        home.sendRaw("{\"key\":\"a\",\"ts\":" + TS + ",\"temp\":21}");
      }
      assertThat(lines.list)
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line.getFormattedMessage())
                      .startsWith("event=records-without-a-value pipeline=home partition=0"));
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
    }
  }

  @Test
  void valueThatOverflowsTheScaler_isPublishedAndTheKeyGoesOn() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      for (int i = 0; i < 5; i++) {
        home.send("a", NOON.plus(Duration.ofMinutes(10L * i)), i == 3 ? 1e300 : 20 + i);
      }
      home.watermark(NOON.plus(Duration.ofMinutes(50)));
      assertThat(home.deadReasons()).isEmpty();
      List<JsonNode> forecasts = home.forecasts();
      assertThat(forecasts).hasSize(5);
      assertThat(forecasts.get(3).at("/observed/value").asDouble()).isEqualTo(1e300);
      assertThat(forecasts)
          .allSatisfy(
              forecast -> assertThat(forecast.at("/quantiles/value/0/0").isNumber()).isTrue());
    }
  }

  @Test
  void recordThatIsNotUtf8_isDeadLettered() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      byte[] latin =
          ("{\"key\":\"K\u00fcche\",\"ts\":" + TS + ",\"value\":1}")
              .getBytes(StandardCharsets.ISO_8859_1);
      home.sendRaw(latin);
      assertThat(home.deadReasons()).containsExactly("malformed-json");
    }
  }

  @Test
  void forecastThatOverflowsTheSourcesUnit_isDeadLetteredAndNeverPublished() {
    Harness.Settings settings = new Harness.Settings();
    settings.scaler = new ScalerSpec(ScalerSpec.Kind.LOG_RETURN, 100, 1e-4);
    try (Harness stock = new Harness(settings, stateDir)) {
      stock.send("a", NOON, 1e-300);
      stock.send("a", NOON.plus(Duration.ofMinutes(10)), 1e30);
      stock.watermark(NOON.plus(Duration.ofMinutes(20)));
      assertThat(stock.deadReasons()).containsExactly("model-failed");
      assertThat(stock.forecasts()).hasSize(1);
    }
  }

  @Test
  void headersOfAnEvent_endWithIt() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      byte[] value =
          ("{\"key\":\"a\",\"ts\":" + TS + ",\"value\":1}").getBytes(StandardCharsets.UTF_8);
      RecordHeaders headers = new RecordHeaders();
      headers.add("x", new byte[1_000_000]);
      home.send(new TestRecord<>(null, value, headers));
      assertThat(home.repartitioned())
          .singleElement()
          .satisfies(record -> assertThat(record.headers()).isEmpty());
    }
  }

  @Test
  void watermarkFromTheFuture_isARecordThatIsDeadLettered() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      home.watermark(NOON.plus(Duration.ofDays(500)));
      assertThat(home.deadReasons()).containsExactly("timestamp-in-future");
      assertThat(home.metrics.recordCount()).isEqualTo(1);
      assertThat(home.metrics.recordsDeadLetteredCount()).isEqualTo(1);
    }
  }
}
