package io.sluice.generate;

import io.sluice.config.WindowConfig;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.model.ModelContract;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.train.data.Series;
import io.sluice.train.skill.Walk;
import io.sluice.window.Windows;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Samples paths of a series' future: the model is stepped through the series as the service would,
 * and from its end on runs freely, each path on its own samples. A sample is drawn from the
 * forecast of the next window and fed back as if it had been observed, so that a path is one
 * coherent future, which the quantiles of a long horizon are not.
 */
public final class PathGenerator {
  private final StepModel model;
  private final ModelContract contract;
  private final WindowConfig window;
  private final Scaler scaler;
  private final FeatureEncoder encoder;
  private final QuantileSampler sampler;

  /** A generator with a model of one target. */
  public PathGenerator(StepModel model, WindowConfig window) {
    this.model = model;
    this.contract = model.contract();
    this.window = window;
    this.scaler = new Scaler(contract.scaler());
    this.encoder = new FeatureEncoder(contract.features(), scaler, 1);
    this.sampler = new QuantileSampler(contract.levels());
  }

  /**
   * Samples paths. The same arguments give the same paths.
   *
   * @param paths how many, at least 1
   * @param steps windows of each, at least 1
   * @throws StepException when the model fails
   * @throws IllegalStateException when a path leaves all magnitudes that the scaler takes
   * @throws IllegalArgumentException when the series ends with a gap longer than the longest that
   *     is imputed, or the model has several targets
   */
  public SampledPaths sample(Series series, int paths, int steps, long seed) throws StepException {
    Walk walk = new Walk(series, contract, window.maxGap());
    double[] first = new double[sampler.levels()];
    Walk.all(List.of(walk), model, (i, quantiles, offset) -> read(quantiles, offset, first));
    if (walk.isStale()) {
      throw new IllegalArgumentException(
          series.name() + " ends with more windows without a value than max-gap lets impute");
    }
    Windows windows = new Windows(window);
    long[] ends = windows.horizon(windows.endOf(series.start(series.length() - 1)), steps);
    double[][] values = new double[paths][steps];
    try (StepBatch batch = model.newBatch(paths)) {
      new Run(walk, first, values, batch, new Random(seed))
          .run(Arrays.stream(ends).map(windows::localStartOf).toArray());
    }
    long[] starts = Arrays.stream(ends).map(windows::startOf).toArray();
    return new SampledPaths(series, starts, values);
  }

  private void read(FloatBuffer quantiles, int offset, double[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = quantiles.get(offset + i);
    }
  }

  /** One sampling: every path with its scaler state, recurrent state and next forecast. */
  private final class Run {
    private final double[][] values;
    private final StepBatch batch;
    private final Random random;
    private final ScalerState[] scales;
    private final double[][] forecasts;
    private final double[] value;
    private final double[] scaled;

    Run(Walk walk, double[] first, double[][] values, StepBatch batch, Random random) {
      this.values = values;
      this.batch = batch;
      this.random = random;
      int paths = values.length;
      this.scales = new ScalerState[paths];
      this.forecasts = new double[paths][];
      this.value = new double[paths];
      this.scaled = new double[paths];
      float[] state = walk.recurrentState();
      for (int path = 0; path < paths; path++) {
        scales[path] = walk.scale().copy();
        forecasts[path] = first.clone();
        batch.state().put(path * state.length, state);
      }
    }

    void run(long[] localStarts) throws StepException {
      for (int step = 0; step < localStarts.length; step++) {
        for (int path = 0; path < values.length; path++) {
          values[path][step] = draw(path);
          observe(path, localStarts[step]);
        }
        if (step + 1 < localStarts.length) {
          step();
        }
      }
    }

    private double draw(int path) {
      // Uniform on the open interval: neither 0 nor 1 has a value.
      double u = (random.nextInt(1 << 24) + 0.5) / (1 << 24);
      value[path] = scaler.unscale(scales[path], sampler.value(forecasts[path], u));
      if (!scaler.accepts(value[path])) {
        throw new IllegalStateException(
            "a path ran away to "
                + value[path]
                + ": the model cannot be run on freely for so long");
      }
      return value[path];
    }

    private void observe(int path, long localStart) {
      int row = path * contract.features().size();
      boolean[] imputed = new boolean[value.length];
      encoder.encode(scales, value, imputed, path, scaled, localStart, batch.x(), row);
    }

    private void step() throws StepException {
      batch.run(values.length);
      float[] state = new float[contract.stateSize()];
      for (int path = 0; path < values.length; path++) {
        batch.nextState().get(path * state.length, state);
        batch.state().put(path * state.length, state);
        read(batch.quantiles(), path * contract.outputSize(), forecasts[path]);
      }
    }
  }
}
