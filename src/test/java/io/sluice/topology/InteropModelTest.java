package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.config.Provider;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepBatch;
import io.sluice.model.StepModel;
import io.sluice.model.onnx.OnnxStepModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files that the scripts of models/interop wrote in other frameworks are served as they are.
 */
@ParameterizedClass
@ValueSource(strings = {"pytorch-gru", "keras-lstm"})
final class InteropModelTest {
  private static final Path DIRECTORY = Path.of("models", "interop");

  @Parameter private String name;

  @TempDir Path stateDir;

  private StepModel load() throws Exception {
    return OnnxStepModel.load(DIRECTORY.resolve(name + ".onnx"), Provider.CPU);
  }

  @Test
  void step_saysWhatTheFrameworkSaid() throws Exception {
    JsonNode said = new ObjectMapper().readTree(DIRECTORY.resolve(name + ".json").toFile());
    int rows = said.at("/x").size();
    try (StepModel model = load();
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
    try (ModelShelf<StepModel> models = new ModelShelf<>(load());
        Harness home = new Harness(new Harness.Settings(), stateDir, models)) {
      for (int i = 0; i < 30; i++) {
        home.send("hall", Harness.NOON.plus(Duration.ofMinutes(10L * i + 1)), 20 + i % 3);
      }
      home.watermark(Harness.NOON.plus(Duration.ofHours(5)));

      List<JsonNode> forecasts = home.forecasts();
      assertThat(forecasts).hasSize(30);
      JsonNode last = forecasts.get(29);
      assertThat(last.at("/model/name").asText()).isEqualTo(name);
      assertThat(last.at("/quantiles/value")).hasSize(3);
      for (JsonNode step : last.at("/quantiles/value")) {
        assertThat(step).hasSize(3);
        assertThat(step.get(0).doubleValue()).isLessThan(step.get(1).doubleValue());
        assertThat(step.get(1).doubleValue()).isLessThan(step.get(2).doubleValue());
      }
    }
  }
}
