package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.rig.Workload;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ApiLatencyTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);

  @TempDir Path dir;

  @Test
  void bench_timesEveryQuestion() throws Exception {
    Path file = TestModels.gru(dir, "m", 8, 1, 3, SCALER, 1);
    List<String> progress = new ArrayList<>();
    try (ApiLatency bench = new ApiLatency(file, dir.resolve("data"), 2)) {
      ApiLatencyResult result =
          bench.run(
              new Workload(50, 4, 2),
              500,
              20,
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              progress::add);
      assertThat(result.answers()).isEqualTo(40);
      assertThat(result.millis(0.5)).isBetween(0.01, result.millis(1));
      StringWriter text = new StringWriter();
      result.print(new PrintWriter(text, true));
      assertThat(text.toString())
          .contains("50 keys", "40 questions about a series", "p99", "a thread that only wakes")
          .containsPattern("in the handler +[0-9.]*[1-9]");
      assertThat(progress).hasSize(3);
    }
  }
}
