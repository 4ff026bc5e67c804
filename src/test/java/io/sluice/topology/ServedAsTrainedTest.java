package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.CalendarConfig;
import io.sluice.config.Provider;
import io.sluice.config.WindowConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelShelf;
import io.sluice.model.OnnxStepModel;
import io.sluice.model.TestModels;
import io.sluice.train.data.Encoding;
import io.sluice.train.data.Series;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.skill.Walk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known in advance is to the service what it is to training and backtests. */
final class ServedAsTrainedTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 60, 1e-4);
  private static final int WINDOWS = 60;
  private static final int HORIZON = 6;

  @TempDir Path dir;
  private final Random random = new Random(11);
  private final float[][] known = new float[2][WINDOWS];
  private final double[] values = new double[WINDOWS];

  private OnnxStepModel model() throws Exception {
    Decoder decoder = new Decoder(4, 2, 8);
    Architecture shape =
        new Architecture(Cell.GRU, 1, 8, InitialState.ZERO, HeadActivation.RELU, decoder);
    List<String> covariates = List.of("day-of-week", "known.price", "known.promo");
    return OnnxStepModel.load(
        TestModels.covariate(dir, "m", shape, HORIZON, SCALER, covariates), Provider.CPU);
  }

  private void invent() {
    for (int t = 0; t < WINDOWS; t++) {
      known[0][t] = random.nextInt(4) == 0 ? 1 : 0;
      known[1][t] = random.nextInt(10) + 0.5f;
      boolean gap = t > 0 && random.nextInt(10) == 0;
      values[t] = gap ? Double.NaN : 20 + random.nextGaussian();
    }
  }

  /** The window's own value and the six ahead, as far as there are windows. */
  private String plan(int field, int t) {
    return Arrays.toString(Arrays.copyOfRange(known[field], t, Math.min(WINDOWS, t + 1 + HORIZON)));
  }

  private List<JsonNode> served(OnnxStepModel model) {
    Harness.Settings settings = new Harness.Settings();
    settings.known = List.of("promo", "price");
    settings.maxGap = 6;
    try (ModelShelf models = new ModelShelf(model);
        Harness pipeline = new Harness(settings, dir.resolve("state"), models)) {
      for (int t = 0; t < WINDOWS; t++) {
        long time = Harness.NOON.plus(Duration.ofMinutes(10L * t)).toEpochMilli();
        String value = Double.isNaN(values[t]) ? "null" : "" + values[t];
        pipeline.sendRaw(
            "{\"key\":\"a\",\"ts\":%d,\"value\":%s,\"promo\":%s,\"price\":%s}"
                .formatted(time, value, plan(0, t), plan(1, t)));
      }
      pipeline.watermark(Harness.NOON.plus(Duration.ofMinutes(10L * WINDOWS)));
      return pipeline.forecasts();
    }
  }

  private List<double[]> walked(ModelContract contract, OnnxStepModel model) throws Exception {
    long[] starts = new long[WINDOWS];
    Arrays.setAll(starts, t -> Harness.NOON.toEpochMilli() + t * 600_000L);
    WindowConfig window =
        new WindowConfig(
            TestModels.WINDOW,
            Duration.ZERO,
            6,
            Duration.ZERO,
            Duration.ofHours(1),
            CalendarConfig.EVERY_DAY);
    // The model's order: price, promo.
    Series series = new Series("a value", starts, values, new float[][] {known[1], known[0]});
    Walk walk =
        new Walk(
            series,
            contract,
            new Encoding(contract.features(), contract.scaler(), window, Set.of()));
    List<double[]> forecasts = new ArrayList<>();
    Walk.all(
        List.of(walk),
        model,
        (i, quantiles, offset) -> {
          double[] forecast = new double[HORIZON * contract.levels().size()];
          for (int q = 0; q < forecast.length; q++) {
            forecast[q] = walk.scaler().unscale(walk.scale(), quantiles.get(offset + q));
          }
          forecasts.add(forecast);
        });
    return forecasts;
  }

  @Test
  void servedForecasts_areThoseOfAWalkThroughTheSeries() throws Exception {
    invent();
    List<double[]> walked;
    try (OnnxStepModel model = model()) {
      walked = walked(model.contract(), model);
    }
    List<JsonNode> served = served(model());

    assertThat(served).hasSameSizeAs(walked).hasSize(WINDOWS);
    for (int t = 0; t < WINDOWS; t++) {
      double[] expected = walked.get(t);
      int levels = expected.length / HORIZON;
      double spread = expected[levels - 1] - expected[0];
      for (int q = 0; q < expected.length; q++) {
        double quantile =
            served.get(t).at("/quantiles/value/" + q / levels + "/" + q % levels).asDouble();
        // Rounded: the stored past to 0.4% of a change, the state, and the output to six digits.
        assertThat(quantile)
            .as("window %d, quantile %d", t, q)
            .isCloseTo(expected[q], within(0.01 * spread + 1e-4));
      }
    }
  }
}
