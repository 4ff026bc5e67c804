package io.sluice.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.CalendarConfig;
import io.sluice.config.Provider;
import io.sluice.config.WindowConfig;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.Walk;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.KnownField;
import io.sluice.history.series.Series;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathGeneratorTest {
  private static final int LENGTH = 200;
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);

  @TempDir Path dir;
  private StepModel model;
  private Encoding encoding;
  private PathGenerator generator;

  @BeforeEach
  void open() throws Exception {
    model = OnnxStepModel.load(TestModels.gru(dir, "m", 8, 1, 3, SCALER, 1), Provider.CPU);
    WindowConfig window =
        new WindowConfig(
            TestModels.WINDOW,
            Duration.ZERO,
            2,
            Duration.ZERO,
            Duration.ofHours(1),
            CalendarConfig.EVERY_DAY);
    encoding =
        new Encoding(model.contract().features(), model.contract().scaler(), window, Set.of());
    generator = new PathGenerator(model, window, encoding);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void firstStepOfThePathsHasTheQuantilesOfTheForecast() throws Exception {
    Series series = randomWalk();
    double[] forecast = new double[2];
    Walk walk = new Walk(series, model.contract(), encoding);
    Walk.all(
        List.of(walk),
        model,
        (i, quantiles, offset) -> {
          forecast[0] = walk.scaler().unscale(walk.scale(), quantiles.get(offset + 1));
          forecast[1] = walk.scaler().unscale(walk.scale(), quantiles.get(offset + 9));
        });
    SampledPaths sampled = generator.sample(series, 8000, 1, 1);
    double width = forecast[1] - forecast[0];
    assertThat(sampled.quantile(.1)[0]).isCloseTo(forecast[0], within(.05 * width));
    assertThat(sampled.quantile(.9)[0]).isCloseTo(forecast[1], within(.05 * width));
  }

  /** The untrained model forecasts a random walk from the last value: fed back, samples add up. */
  @Test
  void samplesAreFedBack_soThatPathsSpread() throws Exception {
    SampledPaths sampled = generator.sample(randomWalk(), 500, 48, 1);
    double[] lower = sampled.quantile(.25);
    double[] upper = sampled.quantile(.75);
    assertThat(upper[47] - lower[47]).isGreaterThan(3 * (upper[0] - lower[0]));
    double[] path = sampled.values()[0];
    double steps = 0;
    for (int i = 1; i < path.length; i++) {
      steps += Math.abs(path[i] - path[i - 1]) / (path.length - 1);
    }
    assertThat(steps).as("a path moves as the series did").isBetween(.3, 3.0);
  }

  @Test
  void sameSeed_givesTheSamePaths() throws Exception {
    double[][] first = generator.sample(randomWalk(), 5, 10, 7).values();
    assertThat(generator.sample(randomWalk(), 5, 10, 7).values()).isDeepEqualTo(first);
    assertThat(generator.sample(randomWalk(), 5, 10, 8).values()[0]).isNotEqualTo(first[0]);
  }

  @Test
  void pathsSeeWhatIsKnownOfTheWindowsToCome() throws Exception {
    Path file = TestModels.covariate(dir, "k", 3, SCALER, List.of("known.promo"));
    try (StepModel seer = OnnxStepModel.load(file, Provider.CPU)) {
      Encoding sight =
          new Encoding(seer.contract().features(), SCALER, TestModels.WINDOWS, Set.of());
      PathGenerator sees = new PathGenerator(seer, TestModels.WINDOWS, sight);
      float[] none = new float[LENGTH];
      float[] some = Arrays.copyOf(none, LENGTH + 3);
      some[LENGTH + 1] = 50;
      double[] without = sees.sample(series(randomWalk(), none), 1, 6, 1).values()[0];
      double[] with = sees.sample(series(randomWalk(), some), 1, 6, 1).values()[0];
      assertThat(Arrays.copyOf(with, 2)).containsExactly(Arrays.copyOf(without, 2));
      assertThat(with[2]).as("after the window that it is known of").isNotEqualTo(without[2]);
    }
  }

  private static Series series(Series walk, float[] known) {
    long[] starts = new long[walk.length()];
    double[] values = new double[walk.length()];
    Arrays.setAll(starts, walk::start);
    Arrays.setAll(values, walk::value);
    return new Series(walk.name(), starts, values, KnownField.column(known));
  }

  @Test
  void seriesThatHasGoneSilent_isRefused() {
    double[] values = new double[LENGTH];
    Arrays.fill(values, LENGTH - 3, LENGTH, Double.NaN);
    assertThatThrownBy(() -> generator.sample(series(values), 1, 1, 1))
        .hasMessageContaining("max-gap");
  }

  @Test
  void pathsAreWrittenWithTheirWindowsAndPlotted() throws Exception {
    generator.sample(randomWalk(), 3, 2, 1).write(dir);
    List<String> lines = Files.readAllLines(dir.resolve("paths.csv"));
    assertThat(lines).hasSize(1 + 3 * 2);
    assertThat(lines.get(1)).startsWith("1,1,1970-01-02T09:20:00Z,");
    assertThat(lines.get(2)).startsWith("1,2,1970-01-02T09:30:00Z,");
    assertThat(Files.readString(dir.resolve("paths.html")))
        .contains("data-figure", "walk value", "3 sampled paths", "\"label\":\"median\"");
  }

  private static Series randomWalk() {
    Random random = new Random(3);
    double[] values = new double[LENGTH];
    for (int t = 1; t < LENGTH; t++) {
      values[t] = values[t - 1] + random.nextGaussian();
    }
    return series(values);
  }

  private static Series series(double[] values) {
    long[] starts = new long[values.length];
    Arrays.setAll(starts, t -> t * TestModels.WINDOW.toMillis());
    return new Series("walk value", starts, values);
  }
}
