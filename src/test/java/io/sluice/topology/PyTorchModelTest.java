package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.config.Provider;
import io.sluice.model.ModelShelf;
import io.sluice.model.OnnxStepModel;
import io.sluice.model.StepBatch;
import io.sluice.model.StepModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that models/interop/export_pytorch.py wrote is served as it is. */
final class PyTorchModelTest {
  private static final Path MODEL = Path.of("models", "interop", "pytorch-gru.onnx");
  private static final Path ANSWERS = Path.of("models", "interop", "pytorch-gru.json");

  @TempDir Path stateDir;

  @Test
  void step_saysWhatPyTorchSaid() throws Exception {
    JsonNode said = new ObjectMapper().readTree(ANSWERS.toFile());
    int rows = said.at("/x").size();
    try (StepModel model = OnnxStepModel.load(MODEL, Provider.CPU);
        StepBatch batch = model.newBatch(rows)) {
      fill(batch.x(), said.at("/x"));
      fill(batch.state(), said.at("/state"));

      batch.run(rows);

      assertSame(batch.quantiles(), said.at("/quantiles"));
      assertSame(batch.nextState(), said.at("/next_state"));
    }
  }

  private static void fill(FloatBuffer buffer, JsonNode rows) {
    int at = 0;
    for (JsonNode row : rows) {
      for (JsonNode value : row) {
        buffer.put(at++, value.floatValue());
      }
    }
  }

  private static void assertSame(FloatBuffer buffer, JsonNode rows) {
    int at = 0;
    for (JsonNode row : rows) {
      for (JsonNode value : row) {
        assertThat(buffer.get(at++)).isCloseTo(value.floatValue(), within(1e-5f));
      }
    }
    assertThat(at).isPositive();
  }

  @Test
  void pipeline_isServedByIt() throws Exception {
    try (ModelShelf models = new ModelShelf(OnnxStepModel.load(MODEL, Provider.CPU));
        Harness home = new Harness(new Harness.Settings(), stateDir, models)) {
      for (int i = 0; i < 30; i++) {
        home.send("hall", Harness.NOON.plus(Duration.ofMinutes(10L * i + 1)), 20 + i % 3);
      }
      home.watermark(Harness.NOON.plus(Duration.ofHours(5)));

      List<JsonNode> forecasts = home.forecasts();
      assertThat(forecasts).hasSize(30);
      JsonNode last = forecasts.get(29);
      assertThat(last.at("/model/name").asText()).isEqualTo("pytorch-gru");
      assertThat(last.at("/quantiles/value")).hasSize(3);
      for (JsonNode step : last.at("/quantiles/value")) {
        assertThat(step).hasSize(3);
        assertThat(step.get(0).doubleValue()).isLessThan(step.get(1).doubleValue());
        assertThat(step.get(1).doubleValue()).isLessThan(step.get(2).doubleValue());
      }
    }
  }
}
