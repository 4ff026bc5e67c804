package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.config.Provider;
import io.sluice.config.source.EventsConfig;
import io.sluice.model.ModelShelf;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenBatch;
import io.sluice.model.token.TokenModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of events that a script of models/interop wrote in PyTorch is served as it is. */
final class InteropEventsTest {
  private static final Path DIRECTORY = Path.of("models", "interop");

  @TempDir Path stateDir;

  private TokenModel load() throws Exception {
    return OnnxTokenModel.load(DIRECTORY.resolve("pytorch-events.onnx"), Provider.CPU);
  }

  @Test
  void step_saysWhatPyTorchSaid() throws Exception {
    JsonNode said = new ObjectMapper().readTree(DIRECTORY.resolve("pytorch-events.json").toFile());
    int rows = said.at("/x").size();
    try (TokenModel model = load();
        TokenBatch batch = model.newBatch(rows)) {
      for (int row = 0; row < rows; row++) {
        batch.token().put(row, said.at("/token").get(row).get(0).longValue());
      }
      fill(batch.x(), said.at("/x"));
      fill(batch.state(), said.at("/state"));

      batch.run(rows);

      assertSame(batch.logits(), said.at("/logits"));
      assertSame(batch.delay(), said.at("/delay"));
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
    Harness.Settings settings = new Harness.Settings();
    settings.window = Duration.ofMinutes(10);
    settings.events = new EventsConfig(List.of("value"), null, Set.of());
    try (ModelShelf<TokenModel> models = new ModelShelf<>(load());
        Harness home = new Harness(settings, stateDir, models)) {
      long noon = Harness.NOON.toEpochMilli();
      List<String> tokens = List.of("front-door", "hall-motion", "fridge", "garage");
      for (int i = 0; i < 20; i++) {
        home.sendRaw(
            "{\"key\":\"hall\",\"ts\":%d,\"value\":\"%s\"}"
                .formatted(noon + i * 600_000L, tokens.get(i % 4)));
      }
      home.watermark(Harness.NOON.plus(Duration.ofHours(5)));
      assertThat(home.deadReasons()).isEmpty();
      List<JsonNode> said = home.forecasts();
      assertThat(said).hasSize(20);
      JsonNode last = said.get(19);
      assertThat(last.at("/model/name").asText()).isEqualTo("pytorch-events");
      assertThat(last.at("/next/tokens/0/probability").doubleValue()).isBetween(0.1, 1.0);
      assertThat(said.get(3).at("/events/0/new").booleanValue()).isTrue();
      assertThat(last.at("/events/0/new").booleanValue()).isFalse();
    }
  }
}
