package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelException;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline goes over to other models while it works. */
final class ModelSwitchTest {
  private static final Path SHIPPED = Path.of("models", "smart-home.onnx");
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int KEYS = 20;
  private static final int DAY = 144;

  /** Windows right after a switch. */
  private static final int AFTER = 6;

  @TempDir Path dir;

  /** The shipped model's weights under another hash, so that nothing but the switch can matter. */
  private OnnxStepModel twin(int number) {
    try {
      byte[] key = "sluice.twin".getBytes(StandardCharsets.US_ASCII);
      byte[] value = String.format("%04d", number).getBytes(StandardCharsets.US_ASCII);
      byte[] model = Files.readAllBytes(SHIPPED);
      // One more entry of ModelProto.metadata_props, field 14: a string key and a string value.
      byte[] entry = new byte[2 + 2 + key.length + 2 + value.length];
      entry[0] = 14 << 3 | 2;
      entry[1] = (byte) (entry.length - 2);
      entry[2] = 1 << 3 | 2;
      entry[3] = (byte) key.length;
      System.arraycopy(key, 0, entry, 4, key.length);
      entry[4 + key.length] = 2 << 3 | 2;
      entry[5 + key.length] = (byte) value.length;
      System.arraycopy(value, 0, entry, 6 + key.length, value.length);
      byte[] all = new byte[model.length + entry.length];
      System.arraycopy(model, 0, all, 0, model.length);
      System.arraycopy(entry, 0, all, model.length, entry.length);
      return load(Files.write(dir.resolve("twin-" + number + ".onnx"), all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OnnxStepModel load(Path file) {
    try {
      return OnnxStepModel.load(file, Provider.CPU);
    } catch (ModelException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A day's course with a key's own size and noise; some windows have no event. */
  private static void send(Harness pipeline, Random random, int window) {
    Instant time = Harness.NOON.plus(WINDOW.multipliedBy(window));
    for (int key = 0; key < KEYS; key++) {
      double course = Math.sin(2 * Math.PI * window / DAY + key);
      double value = 20 + key * (1 + 0.2 * course) + 0.1 * key * random.nextGaussian();
      if (random.nextInt(20) > 0) {
        pipeline.send("k" + key, time.plusSeconds(key), value);
      }
    }
  }

  private Harness pipeline(String name, ModelShelf<StepModel> models) {
    Harness.Settings settings = new Harness.Settings();
    settings.budget = Duration.ofDays(700);
    settings.maxGap = 6;
    return new Harness(settings, dir.resolve(name), models);
  }

  private List<JsonNode> run(String name, int windows, int switchEvery) {
    OnnxStepModel first = load(SHIPPED);
    List<JsonNode> forecasts = new ArrayList<>();
    try (ModelShelf<StepModel> models = new ModelShelf<>(first);
        Harness pipeline = pipeline(name, models)) {
      Random random = new Random(5);
      for (int window = 0; window < windows; window++) {
        if (switchEvery > 0 && window > 0 && window % switchEvery == 0) {
          models.offer(twin(window));
        }
        send(pipeline, random, window);
        forecasts.addAll(pipeline.forecasts());
      }
      int switches = switchEvery == 0 ? 0 : (windows - 1) / switchEvery;
      assertThat(pipeline.metrics.modelSwitchesCount()).isEqualTo(switches);
    }
    return forecasts;
  }

  /**
   * Mean distance, relative to the key's size, of the observed values from the median forecasts of
   * one window before.
   */
  private static double error(List<JsonNode> forecasts, int every) {
    Map<String, Double> expected = new HashMap<>();
    double sum = 0;
    int count = 0;
    for (JsonNode forecast : forecasts) {
      String key = forecast.get("key").textValue();
      long window = index(forecast);
      JsonNode observed = forecast.get("observed").get("value");
      // The first forecast of a model is made in the first window that it steps.
      if (expected.containsKey(key)
          && observed.isNumber()
          && window > every
          && window % every > 0
          && window % every <= AFTER) {
        sum +=
            Math.abs(observed.doubleValue() - expected.get(key))
                / (1 + Integer.parseInt(key.substring(1)));
        count++;
      }
      JsonNode next = forecast.get("quantiles").get("value").get(0);
      expected.put(key, next.get(next.size() / 2).doubleValue());
    }
    assertThat(count).isGreaterThan(KEYS * AFTER * 5);
    return sum / count;
  }

  private static long index(JsonNode forecast) {
    Instant start = Instant.parse(forecast.get("window").get("start").textValue());
    return Duration.between(Harness.NOON, start).dividedBy(WINDOW);
  }

  @Test
  void tenSwitchesUnderLoad_missNoWindowAndForecastAsWellRightAfterThem() {
    int every = 60;
    List<JsonNode> steady = run("steady", 11 * every, 0);
    List<JsonNode> switched = run("switched", 11 * every, every);

    assertThat(switched)
        .extracting(f -> f.get("key").textValue() + " " + f.get("window"))
        .containsExactlyElementsOf(
            steady.stream().map(f -> f.get("key").textValue() + " " + f.get("window")).toList());
    assertThat(switched.stream().map(f -> f.get("model").get("hash").textValue()).distinct())
        .hasSize(11);
    assertThat(switched)
        .filteredOn(f -> index(f) > every)
        .as("nothing is cold after a switch")
        .allMatch(f -> !f.get("warming").booleanValue());
    assertThat(error(switched, every)).isLessThan(1.1 * error(steady, every));
  }

  @Test
  void switchHappensAtOneBoundary_whichTheStoreKnows() {
    OnnxStepModel first = load(SHIPPED);
    OnnxStepModel second = twin(1);
    String before = first.contract().hash();
    String after = second.contract().hash();
    try (ModelShelf<StepModel> models = new ModelShelf<>(first);
        Harness pipeline = pipeline("boundary", models)) {
      Random random = new Random(5);
      for (int window = 0; window < 20; window++) {
        if (window == 10) {
          models.offer(second);
        }
        send(pipeline, random, window);
      }
      long boundary = pipeline.served().after();
      assertThat(pipeline.served().hash()).isEqualTo(after);
      assertThat(boundary).isEqualTo(Harness.NOON.plus(WINDOW.multipliedBy(9)).toEpochMilli());
      assertThat(pipeline.forecasts())
          .isNotEmpty()
          .allSatisfy(
              forecast -> {
                Instant end = Instant.parse(forecast.get("window").get("end").textValue());
                assertThat(forecast.get("model").get("hash").textValue())
                    .isEqualTo(end.toEpochMilli() <= boundary ? before : after);
              });
    }
  }

  @Test
  void modelOfAnotherScaleAndShape_goesOnWarm() {
    Path other =
        TestModels.gru(
            dir, "level", 16, 1, 3, new ScalerSpec(ScalerSpec.Kind.LOG_RETURN, 100, 1e-4), 7);
    try (ModelShelf<StepModel> models = new ModelShelf<>(load(SHIPPED));
        Harness pipeline = pipeline("other", models)) {
      Random random = new Random(5);
      for (int window = 0; window < 60; window++) {
        send(pipeline, random, window);
      }
      pipeline.forecasts();
      models.offer(load(other));
      for (int window = 60; window < 64; window++) {
        send(pipeline, random, window);
      }
      List<JsonNode> forecasts = pipeline.forecasts();
      assertThat(forecasts).hasSize(4 * KEYS);
      assertThat(forecasts)
          .allMatch(f -> f.get("model").get("name").textValue().equals("level"))
          .allMatch(f -> f.get("quantiles").get("value").size() == 3)
          .allMatch(f -> f.get("maturity").doubleValue() == 1);
      assertThat(pipeline.deadLetters()).isEmpty();
    }
  }

  @Test
  void modelIsClosedWhenNoTaskUsesItAnyMore_andNotBefore() {
    PersistenceModel first = new PersistenceModel(new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1), 4);
    PersistenceModel second =
        new PersistenceModel(new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1), 4);
    PersistenceModel third = new PersistenceModel(new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1), 4);
    try (ModelShelf<StepModel> models = new ModelShelf<>(first)) {
      var used = models.take(null);
      models.offer(second);
      assertThat(used).isSameAs(first);
      assertThat(first.isClosed()).isFalse();
      models.release(used);
      assertThat(first.isClosed()).as("what the next may be given up for").isFalse();
      models.offer(third);
      assertThat(first.isClosed()).isTrue();
      assertThat(second.isClosed()).isFalse();
    }
    assertThat(second.isClosed()).isTrue();
    assertThat(third.isClosed()).isTrue();
  }
}
