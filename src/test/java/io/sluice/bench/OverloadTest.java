package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.rig.BenchSetup;
import io.sluice.bench.rig.Workload;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class OverloadTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);

  @TempDir Path dir;

  @Test
  void bench_sendsMoreThanIsSustainedAndAccountsForAll() throws Exception {
    Path file = TestModels.gru(dir, "m", 64, 1, 12, SCALER, 1);
    Workload backlog = Workload.of(200, 2, 8000);
    List<String> progress = new ArrayList<>();
    try (StepModel model = OnnxStepModel.load(file, Provider.CPU);
        Overload bench = new Overload(new BenchSetup(model, file, dir.resolve("data"), 1))) {
      OverloadResult result = bench.run(backlog, 2, Duration.ofSeconds(2), progress::add);

      assertThat(result.sent().records()).isGreaterThan(backlog.records());
      assertThat(result.sustained()).isPositive();
      assertThat(result.offered()).isPositive();
      assertThat(result.during().heap()).isGreaterThanOrEqualTo(result.before().heap());
      assertThat(result.before().rocksDb()).isPositive();
      assertThat(result.catchUpSeconds()).isPositive();
      assertThat(progress).hasSize(3);
    }
  }
}
