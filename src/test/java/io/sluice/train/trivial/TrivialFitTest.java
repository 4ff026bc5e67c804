package io.sluice.train.trivial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.read.ConfigLoader;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.Walk;
import io.sluice.evaluate.metric.Forecaster;
import io.sluice.evaluate.metric.Levels;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.model.trial.TrialLimits;
import io.sluice.model.trial.Trials;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A trivial forecaster that is served says what it says in a backtest, and how sure it may be. */
class TrivialFitTest {
  private static final int WINDOWS = 2400;
  private static final int HORIZON = 30;
  private static final int SEASON = 24;
  private static final long WINDOW_MS = 600_000;
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 168, 1e-4);
  private static final ModelSpec NETWORK =
      TestModels.spec("m", Architecture.of(Cell.GRU, 1, 8), 1, HORIZON, SCALER);

  @TempDir Path dir;
  private PipelineConfig pipeline;

  @BeforeEach
  void readConfiguration() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            pipelines:
              tides:
                source: { topic: t, key: gauge, timestamp: { field: ts, format: epoch-seconds } }
                window: { size: 10m }
                targets: { level: mean }
                model: m.onnx
            """);
    pipeline = ConfigLoader.loadForTraining(file, name -> null).pipelines().get("tides");
    assertThat(pipeline).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(TrivialKind.class)
  void medianOfTheFile_isThatOfTheForecasterInBacktests(TrivialKind kind) throws Exception {
    TrivialSpec spec = TrivialSpec.of(kind, SEASON, WINDOWS, NETWORK);
    float[] offsets = new float[HORIZON * spec.levels().size()];
    Path file = dir.resolve("trivial.onnx");
    TrivialModel.write(file, spec, offsets, Map.of());
    Series series = tides(1);
    int origin = WINDOWS - 1;
    double[] history = new double[kind == TrivialKind.DRIFT ? SCALER.memory() : WINDOWS];
    for (int t = 0; t < history.length; t++) {
      history[t] = series.value(WINDOWS - history.length + t);
    }
    double[][] expected = Forecaster.valueOf(kind.name()).forecast(history, HORIZON, SEASON);
    try (StepModel model = OnnxStepModel.load(file, Provider.CPU)) {
      List<double[]> medians = new ArrayList<>();
      Encoding encoding = encoding(model);
      Walk walk = new Walk(series, model.contract(), encoding);
      Walk.all(
          List.of(walk),
          model,
          (i, quantiles, offset) -> {
            if (walk.origin() == origin) {
              double[] steps = new double[HORIZON];
              for (int step = 0; step < HORIZON; step++) {
                int at = offset + step * spec.levels().size() + model.contract().median();
                steps[step] = walk.scaler().unscale(walk.scale(), quantiles.get(at));
              }
              medians.add(steps);
            }
          });
      assertThat(medians).hasSize(1);
      for (int step = 0; step < HORIZON; step++) {
        assertThat(medians.get(0)[step])
            .as("step " + step)
            .isCloseTo(expected[step][Levels.MEDIAN], within(1e-4));
      }
    }
  }

  @Test
  void intervals_holdWhatTheySay_onTimeThatWasNotSeen() throws Exception {
    List<TrivialModel> models = fit(List.of(tides(1), tides(2), tides(3)));
    assertThat(models)
        .extracting(TrivialModel::label)
        .containsExactly(
            "naive-calibrated",
            "seasonal-naive-calibrated",
            "drift-calibrated",
            "same-phase-calibrated",
            "same-phase-plain");
    for (TrivialModel model : models.subList(0, 4)) {
      assertThat(model.skill().coverage()).as(model.label()).isBetween(.74, .86);
    }
    double samePhase = models.get(3).skill().model().sql();
    assertThat(samePhase).isLessThan(models.get(0).skill().model().sql());
  }

  /**
   * What is sold now and then begins with a sale. Where that stood for all seasons that a key has
   * not lived through, the forecaster said for months that it goes on.
   */
  @Test
  void shortIntermittentHistory_isNotForecastAsItsFirstValue() throws Exception {
    List<Series> sold = new ArrayList<>();
    for (int s = 0; s < 12; s++) {
      Random random = new Random(s);
      long[] starts = new long[100];
      double[] values = new double[starts.length];
      for (int t = 0; t < starts.length; t++) {
        starts[t] = t * WINDOW_MS;
        values[t] = t == 0 || random.nextInt(6) == 0 ? 1 + random.nextInt(20) : 0;
      }
      sold.add(new Series("item " + s, starts, values));
    }
    long cut = WINDOW_MS * 60;
    TimeSplit split =
        new TimeSplit(
            new TimeSpan(0, cut), new TimeSpan(cut, cut), new TimeSpan(cut, WINDOW_MS * 100));
    List<TrivialModel> models = new TrivialFit(pipeline, split, 6, NETWORK).of(sold);
    TrivialModel plain = models.get(models.size() - 1);
    assertThat(plain.label()).isEqualTo("same-phase-plain");
    double best =
        models.stream().mapToDouble(model -> model.skill().model().sql()).min().orElseThrow();
    assertThat(plain.skill().model().sql()).isLessThan(1.05 * best);
  }

  @Test
  void file_passesTheTrial_andIsTheSameTwice() throws Exception {
    for (TrivialModel model : fit(List.of(tides(1), tides(2)))) {
      Path file = dir.resolve("first.onnx");
      model.write(file, Map.of("training.data", "tides"));
      try (StepModel loaded =
          new Trials(new TrialLimits(Duration.ofSeconds(60), 256)).step(file, Provider.CPU)) {
        assertThat(loaded.contract().horizon()).isEqualTo(HORIZON);
        assertThat(loaded.contract().warmup()).isGreaterThanOrEqualTo(TestModels.WARMUP);
      }
      Path again = dir.resolve("again.onnx");
      model.write(again, Map.of("training.data", "tides"));
      assertThat(again).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void seriesOfAFewValues_giveNoModel() throws Exception {
    Series few = new Series("few", new long[] {0, WINDOW_MS}, new double[] {1, 2});
    TimeSpan nothing = new TimeSpan(0, 0);
    TimeSplit split =
        new TimeSplit(new TimeSpan(0, WINDOW_MS), nothing, new TimeSpan(WINDOW_MS, 2 * WINDOW_MS));
    assertThat(new TrivialFit(pipeline, split, SEASON, NETWORK).of(List.of(few))).isEmpty();
  }

  private List<TrivialModel> fit(List<Series> series) throws Exception {
    long cut = WINDOW_MS * WINDOWS * 3 / 4;
    TimeSplit split =
        new TimeSplit(
            new TimeSpan(0, cut), new TimeSpan(cut, cut), new TimeSpan(cut, WINDOW_MS * WINDOWS));
    return new TrivialFit(pipeline, split, SEASON, NETWORK).of(series);
  }

  private Encoding encoding(StepModel model) {
    return new Encoding(model.contract().features(), model.contract().scaler(), pipeline);
  }

  /** A season and noise, without gaps. */
  private static Series tides(long seed) {
    Random random = new Random(seed);
    long[] starts = new long[WINDOWS];
    double[] values = new double[WINDOWS];
    for (int t = 0; t < WINDOWS; t++) {
      starts[t] = t * WINDOW_MS;
      values[t] = 50 + 5 * Math.sin(2 * Math.PI * t / SEASON) + random.nextGaussian();
    }
    return new Series("tides " + seed, starts, values);
  }
}
