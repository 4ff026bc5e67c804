package io.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.event.DeadLetterReason;
import io.sluice.output.Alert;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommittedMetricsTest {
  private final PipelineCounts shown = new PipelineCounts();
  private final CommittedMetrics metrics = new CommittedMetrics(shown);

  private void countEverything() {
    metrics.records(3);
    metrics.windowed(1);
    metrics.late(1);
    metrics.recordsDeadLettered(DeadLetterReason.MISSING_KEY, 1);
    metrics.windowsClosed(5);
    metrics.forecasts(3);
    metrics.forecasts(1);
    metrics.windowsDeadLettered(DeadLetterReason.MODEL_FAILED, 1);
    alert(Alert.Type.OUTLIER, Alert.Status.FIRING, 1);
    alert(Alert.Type.OUTLIER, Alert.Status.RESOLVED, 2);
    alert(Alert.Type.SHIFT, Alert.Status.UPDATED, 4);
    metrics.keysCreated(2);
    metrics.keysExpired(1);
    metrics.clocksAhead(1);
  }

  private void alert(Alert.Type type, Alert.Status status, int count) {
    for (int i = 0; i < count; i++) {
      metrics.alert(type, Alert.Severity.CRITICAL, status, null);
    }
  }

  @Test
  void whatIsCounted_isShownWhenItIsCommitted_once() {
    countEverything();
    assertThat(shown.recordCount()).isZero();
    assertThat(shown.forecastCount()).isZero();
    metrics.committed();
    metrics.committed();
    assertThat(shown.recordCount()).isEqualTo(3);
    assertThat(shown.windowedCount()).isEqualTo(1);
    assertThat(shown.lateCount()).isEqualTo(1);
    assertThat(shown.recordsDeadLetteredCount()).isEqualTo(1);
    assertThat(shown.windowsClosedCount()).isEqualTo(5);
    assertThat(shown.forecastCount()).isEqualTo(4);
    assertThat(shown.windowsDeadLetteredCount()).isEqualTo(1);
    assertThat(shown.alertsFiredCount()).isEqualTo(1);
    assertThat(shown.alertsResolvedCount()).isEqualTo(2);
    assertThat(shown.alertsUpdatedCount()).isEqualTo(4);
    assertThat(shown.keysCreatedCount()).isEqualTo(2);
    assertThat(shown.keysExpiredCount()).isEqualTo(1);
    assertThat(shown.clocksAheadCount()).isEqualTo(1);
  }

  @Test
  void whatIsAborted_isNeverShown() {
    countEverything();
    metrics.aborted();
    metrics.records(7);
    metrics.committed();
    assertThat(shown.recordCount()).isEqualTo(7);
    assertThat(shown.windowsClosedCount()).isZero();
    assertThat(shown.recordsDeadLetteredCount()).isZero();
    assertThat(shown.alertsFiredCount()).isZero();
  }

  @Test
  void commitOfOneThread_isNoneOfAnother() throws Exception {
    metrics.records(3);
    Thread other =
        new Thread(
            () -> {
              metrics.records(4);
              metrics.committed();
            });
    other.start();
    other.join();
    assertThat(shown.recordCount()).isEqualTo(4);
    metrics.committed();
    assertThat(shown.recordCount()).isEqualTo(7);
  }

  @Test
  void whatIsOfNoTransaction_isShownAtOnce() {
    metrics.modelSwitched();
    metrics.progress(1, 60, 50, 50);
    metrics.aborted();
    assertThat(shown.modelSwitchesCount()).isEqualTo(1);
    assertThat(shown.drainedThrough()).containsEntry(1, 50L);
  }

  @Test
  void whatIsMeasured_isShownAtOnce_untilItIsReleased() {
    MeterRegistry meters = new SimpleMeterRegistry();
    CommittedMetrics measured =
        new CommittedMetrics(
            new MicrometerMetrics(
                meters,
                new TracedMeters(new PrometheusRegistry()),
                "home",
                List.of("value"),
                List.of(),
                shown));
    WatchedWindow window =
        new WatchedWindow("hall", 1, List.of(0.5f), new double[1], new double[1], 0, false);
    measured.sourceTime(0, 5000);
    measured.timeHeldBy(1, 0);
    measured.progress(1, 60, 50, 50);
    measured.watched(window);
    assertThat(gauges(meters))
        .containsExactlyInAnyOrder(
            "sluice.source.time",
            "sluice.time.held.by.partition",
            "sluice.stream.time",
            "sluice.closed.through",
            "sluice.drained.through",
            "sluice.watched.score",
            "sluice.watched.firing",
            "sluice.watched.observed",
            "sluice.watched.forecast");
    measured.sourceReleased(0);
    measured.released(1);
    assertThat(gauges(meters)).isEmpty();
    measured.watched(window);
    measured.unwatched("hall");
    assertThat(gauges(meters)).isEmpty();
  }

  private static List<String> gauges(MeterRegistry meters) {
    return meters.getMeters().stream()
        .filter(Gauge.class::isInstance)
        .map(meter -> meter.getId().getName())
        .filter(name -> !name.endsWith(".histogram"))
        .toList();
  }
}
