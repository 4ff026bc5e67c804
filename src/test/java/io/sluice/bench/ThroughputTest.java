package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class ThroughputTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);

  @TempDir Path dir;

  @Test
  void bench_measuresBothTopologiesAndTheStateOfEveryKey() throws Exception {
    Path file = TestModels.gru(dir, "m", 64, 1, 12, SCALER, 1);
    Workload workload = Workload.of(50, 4, 999);
    List<String> progress = new ArrayList<>();
    try (StepModel model = OnnxStepModel.load(file, Provider.CPU);
        Throughput bench = new Throughput(new BenchSetup(model, file, dir.resolve("data"), 2))) {
      ThroughputResult result = bench.run(workload, 1, progress::add);

      JsonNode json = new ObjectMapper().readTree(result.json());
      assertThat(json.path("records").asLong()).isEqualTo(1000);
      assertThat(json.path("ratio").asDouble()).isPositive();
      assertThat(json.path("records_per_s").asDouble()).isPositive();
      assertThat(json.path("windows_per_s").asDouble())
          .isCloseTo(json.path("records_per_s").asDouble() / 4, offset(1));
      assertThat(json.path("cpu_us_per_record").asDouble()).isPositive();
      assertThat(json.path("state_bytes_per_key").asDouble())
          .as("64 hidden values of two bytes, a forecast, scale and tails, the key twice")
          .isBetween(250.0, 600.0);
      assertThat(json.path("shown_cpu_ratio").asDouble()).isPositive();
      assertThat(json.path("burst_seconds").asDouble()).isPositive();
      assertThat(json.path("heap_mib").asDouble()).isPositive();
      assertThat(progress).hasSize(8);
    }
  }

  private static Offset<Double> offset(double distance) {
    return Offset.offset(distance);
  }

  @Test
  void workload_isRoundedUpToWholeWindows() {
    assertThat(Workload.of(1000, 60, 600_001)).isEqualTo(new Workload(1000, 60, 11));
    assertThat(new Workload(1000, 60, 11).records()).isEqualTo(660_000);
    assertThat(new Workload(1000, 60, 11).windowsClosed()).isEqualTo(11_000);
  }
}
