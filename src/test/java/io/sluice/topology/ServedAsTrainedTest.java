package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.Aggregate;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.TargetConfig;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.LossWeights;
import io.sluice.evaluate.Walk;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.CsvHistory;
import io.sluice.history.series.Series;
import io.sluice.history.series.SeriesReader;
import io.sluice.history.series.TimeSpan;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.train.lesson.Piece;
import io.sluice.train.lesson.PieceEncoder;
import io.sluice.train.lesson.Pieces;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.Stacking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service forecasts as backtests do, and trusts the forecasts that training learns from: the
 * same records go through the topology and through what reads a history.
 */
final class ServedAsTrainedTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 60, 1e-4);
  private static final int WINDOWS = 60;
  private static final int HORIZON = 6;
  private static final int LONGEST = 512;

  /** Further out than spreads can be kept. */
  private static final double UNSCALABLE = 1e300;

  private static final int WARMUP = TestModels.WARMUP;

  @TempDir Path dir;
  private final Random random = new Random(11);
  private Aggregate aggregate = Aggregate.MEAN;
  private Duration keyTtl = Duration.ofHours(2);
  private final float[][] known = new float[2][LONGEST];
  private double[] values = new double[WINDOWS];
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
    try (ModelShelf<StepModel> models = new ModelShelf<>(model);
        Harness pipeline = new Harness(settings(), dir.resolve("state"), models)) {
      rows.forEach(row -> pipeline.sendRaw(row.json()));
      pipeline.watermark(Harness.NOON.plus(Duration.ofMinutes(10L * values.length)));
      return pipeline.forecasts();
    }
  }

  private Harness.Settings settings() {
    Harness.Settings settings = new Harness.Settings();
    settings.targets = List.of(new TargetConfig("value", "value", aggregate, null));
    settings.keyTtl = keyTtl;
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

  /** What a backtest makes of a window. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Walked(int window, int gap, double maturity, double[] forecast) {
    long end() {
      return Harness.NOON.plus(Duration.ofMinutes(10L * (window + 1))).toEpochMilli();
    }
  }

  private Encoding encoding(ModelContract contract) {
    return new Encoding(contract.features(), contract.scaler(), settings().config());
  }

  private List<Walked> walked(OnnxStepModel model) throws Exception {
    ModelContract contract = model.contract();
    Walk walk = new Walk(series(), contract, encoding(contract));
    List<Walked> walked = new ArrayList<>();
    Walk.all(
        List.of(walk),
        model,
        (i, quantiles, offset) -> {
          double[] forecast = new double[HORIZON * contract.levels().size()];
          for (int q = 0; q < forecast.length; q++) {
            forecast[q] = walk.scaler().unscale(walk.scale(), quantiles.get(offset + q));
          }
          System.arraycopy(walk.published(), 0, forecast, 0, walk.published().length);
          walked.add(
              new Walked(walk.origin(), walk.life().gap(), walk.life().maturity(), forecast));
        });
    return walked;
  }

  /** The windows whose forecasts training learns from. */
  private List<Integer> learnt(ModelContract contract) throws Exception {
    Encoding encoding = encoding(contract);
    PieceEncoder encoder =
        new PieceEncoder(
            encoding, LossWeights.equal(encoding.scaler()), HORIZON, contract.warmup(), 1);
    TimeSpan always = new TimeSpan(0, Long.MAX_VALUE);
    List<Integer> learnt = new ArrayList<>();
    for (Piece piece : Pieces.validation(List.of(series()), always, encoder, 0)) {
      float[] y = encoder.encode(piece).y();
      for (int step = 0; step < piece.steps(); step++) {
        boolean isLearnt = false;
        for (int h = 0; h < HORIZON; h++) {
          isLearnt |= !Float.isNaN(y[step * HORIZON + h]);
        }
        if (isLearnt) {
          learnt.add(piece.from() + step);
        }
      }
    }
    return learnt;
  }

  /** Whether one of the windows that are forecast has a value. */
  private boolean canBeLearnt(int window) {
    for (int t = window + 1; t <= window + HORIZON && t < values.length; t++) {
      if (!Double.isNaN(values[t]) && values[t] < UNSCALABLE) {
        return true;
      }
    }
    return false;
  }

  /** Returns what was served. */
  private List<JsonNode> compare() throws Exception {
    List<Walked> walked;
    List<Integer> learnt;
    try (OnnxStepModel model = model()) {
      walked = walked(model);
      learnt = learnt(model.contract());
    }
    List<JsonNode> served = served(model());

    assertThat(served).hasSameSizeAs(walked);
    assertThat(learnt)
        .isEqualTo(
            walked.stream()
                .filter(w -> w.maturity() == 1 && canBeLearnt(w.window()))
                .map(Walked::window)
                .toList());
    for (int t = 0; t < served.size(); t++) {
      JsonNode one = served.get(t);
      assertThat(Instant.parse(one.at("/window/end").asText()).toEpochMilli())
          .isEqualTo(walked.get(t).end());
      assertThat(one.get("imputed").asInt()).as("window %d", t).isEqualTo(walked.get(t).gap());
      assertThat(one.get("maturity").asDouble())
          .as("window %d", t)
          .isCloseTo(walked.get(t).maturity(), within(1e-6));
      double[] expected = walked.get(t).forecast();
      int levels = expected.length / HORIZON;
      double spread = expected[levels - 1] - expected[0];
      for (int q = 0; q < expected.length; q++) {
        JsonNode published = one.at("/quantiles/value/" + q / levels + "/" + q % levels);
        assertThat(published.isNull()).isEqualTo(Double.isNaN(expected[q]));
        if (published.isNull()) {
          continue;
        }
        double quantile = published.asDouble();
        // Rounded: the stored past to 0.4% of a change, the state, and the output to six digits.
        assertThat(quantile)
            .as("window %d, quantile %d", t, q)
            .isCloseTo(expected[q], within(0.01 * spread + 1e-4));
      }
    }
    return served;
  }

  /** Records of windows that have a value ({@code x}) or none, with all that is known. */
  private void live(String windows) {
    invent();
    values = new double[windows.length()];
    for (int t = 0; t < values.length; t++) {
      values[t] =
          switch (windows.charAt(t)) {
            case 'x' -> 20 + random.nextGaussian();
            case '!' -> UNSCALABLE;
            case 'o' -> 0;
            default -> Double.NaN;
          };
      if (windows.charAt(t) != '-' && windows.charAt(t) != 'o') {
        int to = Math.min(values.length, t + 1 + HORIZON);
        rows.add(new Row(t, value(t), plan(0, t, to), plan(1, t, to)));
      }
    }
  }

  /** Six windows are imputed; after two hours, that is in the thirteenth, a key is forgotten. */
  @Test
  void longGapsAndReturns_areServedAsTheyAreWalkedAndLearnt() throws Exception {
    live(
        "x".repeat(16)
            + "-".repeat(3)
            + "x".repeat(8)
            + "-".repeat(10)
            + "xx-x"
            + "x".repeat(12)
            + "-".repeat(12)
            + "x".repeat(14)
            + "-".repeat(13)
            + "x".repeat(15)
            + "-".repeat(6)
            + "x"
            + "-".repeat(40)
            + "x".repeat(14));

    List<JsonNode> served = compare();

    long restarts =
        served.stream().filter(f -> f.get("maturity").asDouble() <= 1.0 / WARMUP).count();
    assertThat(restarts).isEqualTo(5);
  }

  /** Sums of windows without an event; after a day of them a key rests. */
  @Test
  void zeros_areServedAsTheyAreWalkedAndLearnt() throws Exception {
    aggregate = Aggregate.SUM;
    keyTtl = Duration.ofDays(3);
    live(
        "x".repeat(15)
            + "oxxooxo"
            + "x".repeat(6)
            + "o".repeat(144 + 60)
            + "xxo"
            + "o".repeat(143 + 5)
            + "x".repeat(8));

    List<JsonNode> served = compare();

    assertThat(served).hasSize(values.length - 60 - 5);
    assertThat(served.get(served.size() - 8).get("maturity").asDouble()).isEqualTo(1);
  }

  /** They are heard, and imputed. */
  @Test
  void valuesThatTheScalerCannotTake_areServedAsTheyAreWalkedAndLearnt() throws Exception {
    live("x".repeat(20) + "!" + "x".repeat(6) + "!".repeat(9) + "xx-!-x" + "x".repeat(12));
    List<JsonNode> served = compare();
    assertThat(served).hasSize(values.length);
    assertThat(served.subList(WARMUP, values.length))
        .allSatisfy(one -> assertThat(one.get("maturity").asDouble()).isEqualTo(1));
  }

  /** A key may begin with them. */
  @Test
  void firstValueThatTheScalerCannotTake_isServedAsItIsWalkedAndLearnt() throws Exception {
    live("x".repeat(3) + "-".repeat(14) + "!!" + "x".repeat(12));
    assertThat(compare()).hasSize(3 + 6 + 14);
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
