package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.Aggregate;
import io.sluice.config.Provider;
import io.sluice.config.TargetConfig;
import io.sluice.config.TargetConfig.Bounds;
import io.sluice.config.TargetConfig.Empty;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums and counts of windows without an event. */
final class ZeroFilledTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant BEGIN = Instant.parse("2026-01-05T00:00:00Z");
  private static final int DAYS = 200;

  @TempDir Path dir;
  private final Harness.Settings settings = new Harness.Settings();

  ZeroFilledTest() {
    settings.window = DAY;
    settings.keyTtl = Duration.ofDays(100);
    settings.budget = Duration.ofDays(36);
    settings.scaler = new ScalerSpec(ScalerSpec.Kind.LEVEL, 60, 1e-4);
    settings.targets = List.of(new TargetConfig("value", "value", Aggregate.SUM, null));
  }

  private static Instant day(int day) {
    return BEGIN.plus(DAY.multipliedBy(day));
  }

  /** The forecasts of a shop's item, by the day in which they are made. */
  private Map<String, JsonNode> ofItem(IntPredicate isSold, boolean isSaid) throws Exception {
    Path state = dir.resolve("state-" + isSaid);
    Path model = TestModels.gru(dir, "m" + isSaid, 8, 1, 3, settings.scaler, 3);
    try (ModelShelf<StepModel> models = new ModelShelf<>(OnnxStepModel.load(model, Provider.CPU));
        Harness shop = new Harness(settings, state, models)) {
      for (int day = 0; day < DAYS; day++) {
        shop.send("other", day(day), 5 + day % 3);
        if (isSold.test(day)) {
          shop.send("item", day(day), 1 + day % 4);
        } else if (isSaid && day > 0) {
          shop.send("item", day(day), 0);
        }
      }
      shop.watermark(day(DAYS));
      shop.assertIdentities();
      assertThat(shop.alerts())
          .extracting(alert -> alert.get("type").asText())
          .doesNotContain("silent");
      return shop.forecasts().stream()
          .filter(forecast -> forecast.get("key").asText().equals("item"))
          .collect(
              Collectors.toMap(
                  forecast -> forecast.at("/window/end").asText(),
                  f -> f,
                  (a, b) -> a,
                  TreeMap::new));
    }
  }

  /** In between it rests: for longer than it takes to know nothing but zeros. */
  private static boolean isInSeason(int day) {
    return day <= 50 || day >= 140;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10})
  void orderLines_areForecastAsWithZerosThatAreSent(int every) throws Exception {
    Map<String, JsonNode> lines = ofItem(day -> day % every == 0 && isInSeason(day), false);
    Map<String, JsonNode> zeros = ofItem(day -> day % every == 0 && isInSeason(day), true);

    assertThat(zeros).hasSize(DAYS);
    assertThat(lines).hasSizeBetween(DAYS - 70, DAYS - 20);
    lines.forEach(
        (end, forecast) -> {
          for (String field : List.of("observed", "quantiles", "score", "maturity", "imputed")) {
            assertThat(forecast.get(field)).as(end).isEqualTo(zeros.get(end).get(field));
          }
        });
    assertThat(lines.get(day(60).toString()).at("/observed/value").asDouble()).isZero();
  }

  @Test
  void windowWithoutAnEvent_isZeroInTheSum_andMissingInTheMean() {
    settings.targets =
        List.of(
            new TargetConfig("sum", "value", Aggregate.SUM, null),
            new TargetConfig("mean", "value", Aggregate.MEAN, null),
            new TargetConfig("other", "other", Aggregate.SUM, null));
    try (Harness home = new Harness(settings, dir)) {
      home.send("a", day(0), 4);
      home.sendRaw("{\"key\":\"a\",\"ts\":%d,\"other\":2}".formatted(day(2).toEpochMilli()));
      home.watermark(day(3));

      assertThat(home.forecasts())
          .extracting(forecast -> forecast.get("observed").toString())
          .containsExactly(
              "{\"sum\":4,\"mean\":4,\"other\":null}",
              "{\"sum\":0,\"mean\":null,\"other\":0}",
              "{\"sum\":null,\"mean\":null,\"other\":2}");
    }
  }

  @Test
  void windowWithoutAnEvent_isMissing_whereTheTargetSaysSo() {
    settings.targets =
        List.of(
            new TargetConfig("value", "value", Aggregate.SUM, null, 0, Bounds.NONE, Empty.MISSING));
    try (Harness home = new Harness(settings, dir)) {
      home.send("a", day(0), 4);
      home.watermark(day(3));

      assertThat(home.forecasts())
          .extracting(forecast -> forecast.get("imputed").asInt())
          .containsExactly(0, 1, 2);
    }
  }

  /** Zeros are no news of it. */
  @Test
  void keyThatIsNotHeardForItsTimeToLive_isForgotten() {
    settings.keyTtl = Duration.ofDays(20);
    try (Harness home = new Harness(settings, dir)) {
      home.send("a", day(0), 4);
      for (int day = 0; day < 30; day++) {
        home.send("b", day(day), 4);
      }
      home.watermark(day(30));

      assertThat(home.forecasts())
          .filteredOn(forecast -> forecast.get("key").asText().equals("a"))
          .hasSize(21);
      assertThat(home.storedKeys()).isEqualTo(1);
      home.assertIdentities();
    }
  }

  /** More keys than are closed in one run. */
  @ParameterizedTest
  @ValueSource(ints = {20, 1100})
  void windowInWhichHardlyAnyKeyHasAnEvent_isAnOutage(int keys) {
    try (Harness home = new Harness(settings, dir)) {
      for (int day = 0; day < 12; day++) {
        for (int key = 0; key < keys; key++) {
          boolean isOut = day == 9 && key % 10 != 0;
          boolean isSlow = day == 7 && key % 2 == 0;
          if (!isOut && !isSlow) {
            home.send("k" + key, day(day), 4);
          }
        }
      }
      home.watermark(day(12));

      List<JsonNode> forecasts = home.forecasts();
      List<JsonNode> slow = of(forecasts, 7);
      List<JsonNode> out = of(forecasts, 9);
      assertThat(slow).hasSize(keys);
      assertThat(slow).extracting(f -> f.get("imputed").asInt()).containsOnly(0);
      assertThat(slow).extracting(f -> f.at("/observed/value").asInt()).contains(0, 4);
      assertThat(out).filteredOn(f -> f.get("imputed").asInt() == 1).hasSize(keys * 9 / 10);
      assertThat(out).extracting(f -> f.at("/observed/value").toString()).containsOnly("4", "null");
      home.assertIdentities();
    }
  }

  private static List<JsonNode> of(List<JsonNode> forecasts, int day) {
    String start = day(day).toString();
    return forecasts.stream()
        .filter(forecast -> forecast.at("/window/start").asText().equals(start))
        .toList();
  }

  @Test
  void keyAlone_isNeverAnOutage() {
    try (Harness home = new Harness(settings, dir)) {
      IntStream.range(0, 60).forEach(day -> home.send("a", day(day), 4));
      home.watermark(day(63));

      assertThat(home.forecasts().subList(60, 63))
          .extracting(forecast -> forecast.at("/observed/value").toString())
          .containsOnly("0");
    }
  }
}
