package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.config.Aggregate;
import io.sluice.config.TargetConfig;
import io.sluice.topology.Harness.DeadLetter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sensors that are there and have nothing to say, and records of which a part cannot be used. */
final class EmptyRecordTest {
  private static final Instant NOON = Harness.NOON;

  @TempDir Path stateDir;

  private static String record(String key, int minute, String value) {
    long ts = NOON.plus(Duration.ofMinutes(minute)).toEpochMilli();
    return "{\"key\":\"%s\",\"ts\":%d,\"value\":%s}".formatted(key, ts, value);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recordsWithoutAValue_closeWindows_andAreNeitherHeardNorDeadLetters(boolean keyed) {
    Harness.Settings settings = new Harness.Settings();
    settings.keyed = keyed;
    try (Harness home = new Harness(settings, stateDir)) {
      home.send("a", NOON.plus(Duration.ofMinutes(1)), 20);
      home.sendRaw(record("b", 11, "\"unavailable\""));
      home.sendRaw(record("c", 11, "null"));

      assertThat(home.forecasts())
          .singleElement()
          .satisfies(forecast -> assertThat(forecast.at("/key").asText()).isEqualTo("a"));
      assertThat(home.metrics.emptyCount()).isEqualTo(2);
      assertThat(home.metrics.keysCreatedCount()).isEqualTo(1);
      assertThat(home.deadLetters()).isEmpty();
      home.assertIdentities();
    }
  }

  @Test
  void recordWithoutAValue_thatIsDatedInTheFuture_isADeadLetter() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      home.sendRaw(record("a", 60 * 24 * 500, "null"));
      assertThat(home.deadReasons()).containsExactly("timestamp-in-future");
      home.assertIdentities();
    }
  }

  @Test
  void eventsOfAnArray_areRecordsOfTheirOwn_andABadOneIsADeadLetterOfItself() {
    try (Harness home = new Harness(new Harness.Settings(), stateDir)) {
      String bad = record("b", 2, "\"warm\"");
      String future = record("a", 60 * 24 * 500, "1");
      home.sendRaw(
          "[%s,%s,%s,%s]".formatted(record("a", 1, "20"), bad, future, record("c", 3, "null")));
      home.watermark(NOON.plus(Duration.ofMinutes(10)));

      assertThat(home.metrics.recordCount()).isEqualTo(4);
      assertThat(home.metrics.windowedCount()).isEqualTo(1);
      assertThat(home.metrics.emptyCount()).isEqualTo(1);
      assertThat(home.deadLetters())
          .extracting(DeadLetter::reason, DeadLetter::offset, DeadLetter::bodyBytes)
          .containsExactly(
              tuple("invalid-value", 0L, bad.length()),
              tuple("timestamp-in-future", 0L, future.length()));
      home.assertIdentities();
    }
  }

  @Test
  void fieldThatCannotBeUsed_isCountedByTargetAndReason_andTheOtherIsWindowed() {
    Harness.Settings settings = new Harness.Settings();
    settings.targets =
        List.of(
            new TargetConfig("warmth", "value", Aggregate.MEAN, null),
            new TargetConfig("damp", "h", Aggregate.MEAN, null));
    settings.known = List.of("heating");
    try (Harness home = new Harness(settings, stateDir)) {
      home.sendRaw(record("a", 1, "20,\"h\":\"wet\",\"heating\":1"));
      home.sendRaw(record("a", 2, "1e999,\"h\":40,\"heating\":{}"));
      home.sendRaw(record("a", 3, "\"warm\",\"h\":\"wet\""));
      home.watermark(NOON.plus(Duration.ofMinutes(10)));

      assertThat(home.forecasts().get(0).at("/observed").toString())
          .isEqualTo("{\"warmth\":20,\"damp\":40}");
      assertThat(home.deadReasons()).containsExactly("invalid-value");
      assertThat(unusable(home, "damp", "not-a-number")).isEqualTo(1);
      assertThat(unusable(home, "warmth", "not-finite")).isEqualTo(1);
      assertThat(unusable(home, "heating", "not-a-plan")).isEqualTo(1);
      assertThat(home.metrics.unusableCount()).isEqualTo(3);
      home.assertIdentities();
    }
  }

  private static double unusable(Harness home, String target, String reason) {
    return home.meters
        .get("sluice.unusable.fields")
        .tags("target", target, "reason", reason)
        .functionCounter()
        .count();
  }
}
