package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelShelf;
import io.sluice.model.OnnxStepModel;
import io.sluice.model.TestModels;
import io.sluice.train.data.Encoding;
import io.sluice.train.data.Series;
import io.sluice.train.data.SeriesReader;
import io.sluice.train.history.CsvHistory;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.Stacking;
import io.sluice.train.skill.Walk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is known in advance is to the service what it is to training and backtests: the same records
 * go through the topology and through what reads a history.
 */
final class ServedAsTrainedTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 60, 1e-4);
  private static final int WINDOWS = 60;
  private static final int HORIZON = 6;
  private static final int LONGEST = 512;

  @TempDir Path dir;
  private final Random random = new Random(11);
  private final float[][] known = new float[2][LONGEST];
  private final double[] values = new double[WINDOWS];
  private final List<Row> rows = new ArrayList<>();

  /** A record; what is empty is not in it. */
  private record Row(int window, String value, String promo, String price) {
    long time() {
      return Harness.NOON.plus(Duration.ofMinutes(10L * window)).toEpochMilli();
    }

    String csv() {
      return "%d,a,%s,\"%s\",\"%s\"%n".formatted(time(), value, promo, price);
    }

    String json() {
      return "{\"key\":\"a\",\"ts\":%d,\"value\":%s,\"promo\":%s,\"price\":%s}"
          .formatted(time(), orNull(value), orNull(promo), orNull(price));
    }

    private static String orNull(String text) {
      return text.isEmpty() ? "null" : text;
    }
  }

  private OnnxStepModel model() throws Exception {
    Decoder decoder = new Decoder(4, 2, 8);
    Architecture shape =
        new Architecture(
            Cell.GRU, 1, 8, Stacking.PLAIN, InitialState.ZERO, HeadActivation.RELU, decoder);
    List<String> covariates = List.of("day-of-week", "known.price", "known.promo");
    return OnnxStepModel.load(
        TestModels.covariate(dir, "m", shape, HORIZON, SCALER, covariates), Provider.CPU);
  }

  private void invent() {
    for (int t = 0; t < LONGEST; t++) {
      known[0][t] = random.nextInt(4) == 0 ? 1 : 0;
      known[1][t] = 1 + random.nextInt(10);
    }
    for (int t = 0; t < WINDOWS; t++) {
      boolean gap = t > 0 && t < WINDOWS - 1 && random.nextInt(10) == 0;
      values[t] = gap ? Double.NaN : 20 + random.nextGaussian();
    }
  }

  private String value(int t) {
    return Double.isNaN(values[t]) ? "" : "" + values[t];
  }

  /** The values of a field from a window to another, exclusive. */
  private String plan(int field, int from, int to) {
    return Arrays.toString(Arrays.copyOfRange(known[field], from, to));
  }

  private List<JsonNode> served(OnnxStepModel model) {
    try (ModelShelf models = new ModelShelf(model);
        Harness pipeline = new Harness(settings(), dir.resolve("state"), models)) {
      rows.forEach(row -> pipeline.sendRaw(row.json()));
      pipeline.watermark(Harness.NOON.plus(Duration.ofMinutes(10L * WINDOWS)));
      return pipeline.forecasts();
    }
  }

  private static Harness.Settings settings() {
    Harness.Settings settings = new Harness.Settings();
    settings.known = List.of("promo", "price");
    settings.maxGap = 6;
    return settings;
  }

  /** What training makes of the same records. */
  private Series series() throws Exception {
    StringBuilder csv = new StringBuilder("ts,key,value,promo,price\n");
    rows.forEach(row -> csv.append(row.csv()));
    Path file = Files.writeString(dir.resolve("history.csv"), csv);
    PipelineConfig pipeline = settings().config();
    List<Series> series =
        SeriesReader.read(pipeline, new CsvHistory(List.of(file), pipeline), (records, share) -> {})
            .series();
    assertThat(series).hasSize(1);
    return series.get(0);
  }

  private List<double[]> walked(OnnxStepModel model) throws Exception {
    ModelContract contract = model.contract();
    Walk walk =
        new Walk(
            series(),
            contract,
            new Encoding(contract.features(), contract.scaler(), settings().config()));
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

  private void compare() throws Exception {
    List<double[]> walked;
    try (OnnxStepModel model = model()) {
      walked = walked(model);
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

  @Test
  void planThatIsSaidInEveryWindow_isServedAsItIsWalked() throws Exception {
    invent();
    for (int t = 0; t < WINDOWS; t++) {
      int to = Math.min(WINDOWS, t + 1 + HORIZON);
      rows.add(new Row(t, value(t), plan(0, t, to), plan(1, t, to)));
    }
    compare();
  }

  /** What was said before the key's first value is about nothing. */
  private void sayBefore() {
    rows.add(new Row(-1, "", "[1, 1, 1, 1, 1, 1, 1, 1]", "[30, 30, 30, 30]"));
  }

  @Test
  void planThatIsSaidOnce_isServedAsItIsWalked_asFarAsItReaches() throws Exception {
    invent();
    sayBefore();
    rows.add(new Row(0, value(0), plan(0, 0, LONGEST), plan(1, 0, 40)));
    for (int t = 1; t < WINDOWS; t++) {
      if (!value(t).isEmpty()) {
        rows.add(new Row(t, value(t), "", ""));
      }
    }
    compare();
  }

  /** What a later window takes back was known otherwise before. */
  @Test
  void wordsThatLaterOnesTakeBack_areServedAsTheyAreWalked() throws Exception {
    invent();
    sayBefore();
    rows.add(new Row(0, value(0), plan(0, 0, LONGEST), plan(1, 0, 3)));
    for (int t = 1; t < WINDOWS; t++) {
      String promo = t % 20 == 0 ? "[null, 3, null, 0]" : "";
      String price = t % 15 == 0 ? plan(1, t, t + 9) : t % 4 == 0 ? "" + known[1][t] : "";
      if (!value(t).isEmpty() || !promo.isEmpty() || !price.isEmpty()) {
        rows.add(new Row(t, value(t), promo, price));
      }
    }
    compare();
  }
}
