package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import io.sluice.config.TargetConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.fuzz.Fuzz;
import io.sluice.fuzz.Hostile;
import io.sluice.fuzz.HostileRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent, nothing stops the stream, and each record is counted once as one thing. */
final class TopologyFuzzTest {
  /** The driver's wall clock; events run up to it and are seldom dated later. */
  private static final long NOW = Harness.NOON.plus(Duration.ofDays(400)).toEpochMilli();

  private static final long HOUR = 3_600_000;
  private static final int RECORDS_PER_PIPELINE = 400;

  @TempDir Path stateDir;

  private Harness pipeline;
  private int pipelines;
  private long sent;
  private long late;
  private long forecasts;

  /** Times go on from record to record, an hour to and fro. */
  private HostileRecord record(Hostile hostile) {
    long from = NOW - (48 - 47 * (sent % RECORDS_PER_PIPELINE) / RECORDS_PER_PIPELINE) * HOUR;
    return new HostileRecord(hostile, from, from + HOUR);
  }

  @Test
  void hostileRecords_areEachCountedOnce_andNothingEscapes() {
    Fuzz.run("topology", 200, this::record, this::check);
    finish();
    assertThat(late).as("late records").isGreaterThan(pipelines);
    assertThat(forecasts).as("forecasts").isGreaterThan(pipelines);
  }

  private void check(HostileRecord record) {
    if (pipeline == null) {
      pipeline = new Harness(settings(), stateDir.resolve(Integer.toString(pipelines++)));
    }
    long before = pipeline.metrics.recordCount();
    Instant time = Instant.ofEpochMilli(record.time);
    pipeline.send(new TestRecord<>(record.key, record.value, record.headers, time));
    if (record.choice % 100 == 0) {
      pipeline.passWallTime(Duration.ofMillis(record.choice % 100_000));
    }
    assertThat(pipeline.metrics.recordCount() - before)
        .isBetween(record.value == null ? 0L : 1L, isArray(record) ? 3L : 1L);
    pipeline.assertIdentities();
    if (++sent % RECORDS_PER_PIPELINE == 0) {
      finish();
    }
  }

  private static boolean isArray(HostileRecord record) {
    return record.value != null && record.value.length > 0 && record.value[0] == '[';
  }

  /**
   * Every other pipeline takes the record's own key, and prices instead of levels; every third has
   * few keys.
   */
  private Harness.Settings settings() {
    Harness.Settings settings = new Harness.Settings();
    settings.maxKeys = pipelines % 3 == 1 ? 3 : 0;
    if (pipelines % 2 == 1) {
      settings.key = new KeyConfig(List.of());
      settings.scaler = new ScalerSpec(ScalerSpec.Kind.LOG_RETURN, 100, 1e-4);
      settings.targets =
          List.of(
              new TargetConfig("value", "value", Aggregate.LAST, null),
              new TargetConfig("x", "x", Aggregate.SUM, null));
    }
    return settings;
  }

  /**
   * Closes all windows and compares the topics with the counts; their JSON is parsed on the way.
   */
  private void finish() {
    if (pipeline == null) {
      return;
    }
    pipeline.watermark(Instant.ofEpochMilli(NOW + HOUR));
    for (int i = 0; i < 3; i++) {
      pipeline.passWallTime(Duration.ofSeconds(1));
    }
    pipeline.assertIdentities();
    var metrics = pipeline.metrics;
    assertThat(pipeline.forecasts()).hasSize((int) metrics.forecastCount());
    assertThat(pipeline.late()).hasSize((int) metrics.lateCount());
    assertThat(pipeline.deadLetters())
        .hasSize((int) (metrics.recordsDeadLetteredCount() + metrics.windowsDeadLetteredCount()));
    assertThat(pipeline.alerts())
        .hasSize(
            (int)
                (metrics.alertsFiredCount()
                    + metrics.alertsUpdatedCount()
                    + metrics.alertsResolvedCount()));
    late += metrics.lateCount();
    forecasts += metrics.forecastCount();
    close();
  }

  @AfterEach
  void close() {
    if (pipeline != null) {
      pipeline.close();
      pipeline = null;
    }
  }
}
