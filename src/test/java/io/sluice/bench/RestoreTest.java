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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class RestoreTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);

  @TempDir Path dir;

  @Test
  void bench_hasEveryKeyBack() throws Exception {
    Path file = TestModels.gru(dir, "m", 64, 1, 12, SCALER, 1);
    List<String> progress = new ArrayList<>();
    try (StepModel model = OnnxStepModel.load(file, Provider.CPU);
        Restore bench = new Restore(new BenchSetup(model, file, dir.resolve("data"), 2))) {
      RestoreResult result = bench.run(new Workload(200, 1, 3), progress::add);

      assertThat(result.disk()).isPositive();
      assertThat(result.changelog()).isGreaterThan(200 * 100);
      assertThat(result.warmSeconds()).isPositive();
      assertThat(result.coldSeconds()).isPositive();
      assertThat(progress).hasSize(3);
    }
  }
}
