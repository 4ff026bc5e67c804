package io.sluice.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.sluice.config.Provider;
import io.sluice.model.HostileModels;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that slipped past every check holds no thread for longer than its limit. */
@Timeout(60)
final class RunGuardTest {
  private static final int QUICK_ROWS = 8;

  @TempDir Path dir;

  @Test
  void runBeyondItsLimit_isEnded_andTheNextOneIsNot() throws Exception {
    Path file = HostileModels.slowOn16Rows(dir, "slow");
    Duration limit = Duration.ofMillis(300);
    try (StepModel model = OnnxStepModel.load(file, Provider.CPU, limit);
        StepBatch batch = model.newBatch(HostileModels.SLOW_ROWS)) {
      batch.run(QUICK_ROWS);
      assertThatThrownBy(() -> batch.run(HostileModels.SLOW_ROWS))
          .isInstanceOfSatisfying(StepException.class, e -> assertThat(e.isOvertime()).isTrue())
          .hasMessage("the model was beyond its time limit of 300 ms");
      batch.run(QUICK_ROWS);
      assertThat(batch.quantiles().get(0)).isFinite();
    }
    assertThat(OnnxStepModel.isAnyUnderWay()).isFalse();
  }

  @Test
  void stop_endsWhatIsUnderWay_andHasNothingBeginAgain() throws Exception {
    Path file = HostileModels.slowOn16Rows(dir, "stopped");
    try (StepModel model = OnnxStepModel.load(file, Provider.CPU, Duration.ofHours(1));
        StepBatch batch = model.newBatch(HostileModels.SLOW_ROWS)) {
      CompletableFuture<Throwable> run =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> batch.run(HostileModels.SLOW_ROWS)));
      await().until(OnnxStepModel::isAnyUnderWay);
      model.stop();
      assertThat(run.get(10, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> batch.run(QUICK_ROWS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the service stops");
    }
  }
}
