package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.HostileModels;
import io.sluice.model.ModelException;
import io.sluice.model.ModelIdentity;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that takes too long holds the stream for its limit, twice, and then never again. */
@Timeout(60)
final class ModelGivenUpTest {
  private static final Duration LIMIT = Duration.ofMillis(200);
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int KEYS = 12;

  @TempDir Path dir;
  private final List<String> told = new ArrayList<>();

  private OnnxStepModel good() throws ModelException {
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
    return OnnxStepModel.load(TestModels.gru(dir, "good", 8, 1, 3, scaler, 1), Provider.CPU);
  }

  private OnnxStepModel slow(String name) throws ModelException {
    return OnnxStepModel.load(HostileModels.slowOn16Rows(dir, name), Provider.CPU, LIMIT);
  }

  private ModelShelf<StepModel> shelf(OnnxStepModel first) {
    return new ModelShelf<>(
        first,
        (given, next) ->
            told.add(
                given.name()
                    + " for "
                    + Optional.ofNullable(next).map(ModelIdentity::name).orElse("none")));
  }

  private Harness pipeline(ModelShelf<StepModel> models) {
    return new Harness(new Harness.Settings(), dir.resolve("state"), models);
  }

  private static void send(Harness pipeline, int window) {
    Instant time = Harness.NOON.plus(WINDOW.multipliedBy(window));
    for (int key = 0; key < KEYS; key++) {
      pipeline.send("k" + key, time.plusSeconds(key), key + window);
    }
  }

  private static List<String> names(List<JsonNode> forecasts) {
    return forecasts.stream()
        .map(forecast -> forecast.get("model").get("name").textValue())
        .distinct()
        .toList();
  }

  @Test
  void modelBeyondItsLimit_isGivenUpForTheOneBefore_andItsWindowsAreDeadLetters() throws Exception {
    OnnxStepModel slow = slow("slow");
    String hash = slow.contract().hash();
    try (ModelShelf<StepModel> models = shelf(good());
        Harness pipeline = pipeline(models)) {
      send(pipeline, 0);
      send(pipeline, 1);
      assertThat(names(pipeline.forecasts())).containsExactly("good");
      models.offer(slow);
      send(pipeline, 2);

      assertThat(pipeline.forecasts()).isEmpty();
      assertThat(pipeline.deadReasons()).hasSize(KEYS).containsOnly("model-failed");
      assertThat(told).containsExactly("slow for good");
      assertThat(models.isGivenUp(hash)).isTrue();
      assertThat(models.isFallback()).isTrue();
      pipeline.assertIdentities();

      send(pipeline, 3);
      send(pipeline, 4);
      List<JsonNode> forecasts = pipeline.forecasts();
      assertThat(forecasts).hasSize(2 * KEYS);
      assertThat(names(forecasts)).containsExactly("good");
      assertThat(pipeline.served().hash()).isNotEqualTo(hash);
    }
  }

  @Test
  void windowsThatAreDueTogether_areSteppedByTheOtherModel_onceOneIsGivenUp() throws Exception {
    try (ModelShelf<StepModel> models = shelf(good());
        Harness pipeline = pipeline(models)) {
      send(pipeline, 0);
      send(pipeline, 1);
      pipeline.forecasts();
      models.offer(slow("slow"));
      // Two windows later: the one that closes, and one without an event.
      pipeline.watermark(Harness.NOON.plus(WINDOW.multipliedBy(3)));

      assertThat(pipeline.deadReasons()).hasSize(KEYS);
      send(pipeline, 3);
      send(pipeline, 4);
      assertThat(names(pipeline.forecasts())).containsExactly("good");
      assertThat(told).hasSize(1);
    }
  }

  @Test
  void onlyModel_isRunNoMore_untilThereIsAnother() throws Exception {
    try (ModelShelf<StepModel> models = shelf(slow("alone"));
        Harness pipeline = pipeline(models)) {
      send(pipeline, 0);
      send(pipeline, 1);
      assertThat(pipeline.deadReasons()).hasSize(KEYS);
      long start = System.nanoTime();
      send(pipeline, 2);
      send(pipeline, 3);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(pipeline.deadReasons()).hasSize(2 * KEYS);
      assertThat(told).containsExactly("alone for none");

      models.offer(good());
      send(pipeline, 4);
      assertThat(names(pipeline.forecasts())).containsExactly("good");
      assertThat(models.isFallback()).isFalse();
    }
  }
}
