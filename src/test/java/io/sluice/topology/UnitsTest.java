package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which unit a series comes, and how far from zero it lies, is its owner's business. */
final class UnitsTest {
  private static final int WINDOWS = 300;
  private static final int FAULT = 280;

  @TempDir Path dir;

  /** By key, how its values are made of those of the first one. */
  private static final Map<String, double[]> UNITS = units();

  private static Map<String, double[]> units() {
    Map<String, double[]> units = new LinkedHashMap<>();
    units.put("plain", new double[] {1, 0});
    units.put("tiny", new double[] {1e-12, 0});
    units.put("small", new double[] {1e-10, 3});
    units.put("huge", new double[] {1e12, 0});
    units.put("meter", new double[] {1, 81_234});
    units.put("far", new double[] {1, 1e6});
    units.put("milliseconds", new double[] {1000, 1.7e9});
    units.put("negative", new double[] {-1, -50});
    return units;
  }

  private static DoubleUnaryOperator of(double[] unit) {
    return value -> unit[0] * (value + unit[1]);
  }

  private static double[] series() {
    Random random = new Random(7);
    double[] values = new double[WINDOWS];
    double level = 0;
    for (int t = 0; t < WINDOWS; t++) {
      level = 0.8 * level + random.nextGaussian();
      values[t] = Math.rint(64 * level) / 64; // far from zero the same to the last bit
    }
    values[FAULT] += 15;
    return values;
  }

  @Test
  void scoresAlertsAndRelativeForecasts_areTheSameInEveryUnit() {
    double[] values = series();
    List<JsonNode> forecasts;
    List<JsonNode> alerts;
    Harness.Settings settings = new Harness.Settings();
    settings.budget = Duration.ofDays(1);
    try (Harness home = new Harness(settings, dir)) {
      for (int t = 0; t < WINDOWS; t++) {
        Instant time = Harness.NOON.plus(Duration.ofMinutes(10L * t + 1));
        for (Map.Entry<String, double[]> unit : UNITS.entrySet()) {
          home.send(unit.getKey(), time, of(unit.getValue()).applyAsDouble(values[t]));
        }
      }
      home.watermark(Harness.NOON.plus(Duration.ofMinutes(10L * WINDOWS)));
      forecasts = home.forecasts();
      alerts = home.alerts();
    }
    Map<String, List<JsonNode>> byKey =
        forecasts.stream().collect(Collectors.groupingBy(one -> one.get("key").asText()));
    List<JsonNode> plain = byKey.get("plain");
    UNITS.forEach((key, unit) -> assertSame(key, unit, plain, byKey.get(key)));
    assertThat(alerts).anyMatch(alert -> alert.get("key").asText().equals("plain"));
    Map<String, Long> fired =
        alerts.stream()
            .collect(Collectors.groupingBy(a -> a.get("key").asText(), Collectors.counting()));
    assertThat(fired.keySet()).containsExactlyInAnyOrderElementsOf(UNITS.keySet());
    assertThat(fired.values()).containsOnly(fired.get("plain"));
  }

  private static void assertSame(
      String key, double[] unit, List<JsonNode> plain, List<JsonNode> other) {
    assertThat(other).hasSize(WINDOWS);
    for (int t = 1; t < WINDOWS; t++) { // the first window is judged by those of other keys
      String which = key + " at window " + t;
      assertThat(other.get(t).get("score").asDouble())
          .as(which)
          .isCloseTo(plain.get(t).get("score").asDouble(), within(2e-3));
      JsonNode quantiles = other.get(t).at("/quantiles/value/0");
      int levels = quantiles.size();
      for (int level = 0; level < levels; level++) {
        int mirrored = unit[0] < 0 ? levels - 1 - level : level;
        double back = quantiles.get(mirrored).asDouble() / unit[0] - unit[1];
        assertThat(back)
            .as(which)
            .isCloseTo(plain.get(t).at("/quantiles/value/0/" + level).asDouble(), within(2e-3));
      }
    }
  }
}
