package io.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.event.DeadLetterReason;
import io.sluice.output.Alert;
import org.junit.jupiter.api.Test;

final class CommittedMetricsTest {
  private final InMemoryMetrics shown = new InMemoryMetrics();
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
    metrics.alerts(Alert.Type.OUTLIER, Alert.Severity.CRITICAL, Alert.Status.FIRING, 1);
    metrics.alerts(Alert.Type.OUTLIER, Alert.Severity.CRITICAL, Alert.Status.RESOLVED, 2);
    metrics.keysCreated(2);
    metrics.keysExpired(1);
    metrics.clocksAhead(1);
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
    metrics.inference(8, 1);
    metrics.progress(1, 60, 50, 50);
    assertThat(shown.rowCount()).isEqualTo(8);
    assertThat(shown.streamTimes()).containsEntry(1, 60L);
  }
}
