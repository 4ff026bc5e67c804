package io.sluice.generate;

import io.sluice.config.WindowConfig;
import io.sluice.csv.Untrusted;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.Walk;
import io.sluice.feature.PastValues;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.feature.WindowInput;
import io.sluice.history.series.Series;
import io.sluice.model.ModelContract;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.window.Windows;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Samples paths of a series' future: the model is stepped through the series as the service would,
 * and from its end on runs freely, each path on its own samples. A sample is drawn from the
 * forecast of the next window and fed back as if it had been observed, so that a path is one
 * coherent future, which the quantiles of a long horizon are not. What the series knows in advance
 * of the windows to come is what the paths see.
 */
public final class PathGenerator {
  private final StepModel model;
  private final ModelContract contract;
  private final Windows windows;
  private final Encoding encoding;
  private final Scaler scaler;
  private final QuantileSampler sampler;

  /** A generator with a model of one target. */
  public PathGenerator(StepModel model, WindowConfig window, Encoding encoding) {
    this.model = model;
    this.contract = model.contract();
    this.windows = new Windows(window);
    this.encoding = encoding;
    this.scaler = encoding.scaler();
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
    Walk walk = new Walk(series, contract, encoding);
    double[] first = new double[sampler.levels()];
    Walk.all(List.of(walk), model, (i, quantiles, offset) -> read(quantiles, offset, first));
    if (walk.isStale()) {
      throw new IllegalArgumentException(
          Untrusted.shown(series.name())
              + " ends with more windows without a value than max-gap lets impute");
    }
    long[] ends = windows.horizon(windows.endOf(series.start(series.length() - 1)), steps);
    long[] starts = Arrays.stream(ends).map(windows::startOf).toArray();
    double[][] values = new double[paths][steps];
    try (StepBatch batch = model.newBatch(paths)) {
      new Run(walk, first, values, batch, new Random(seed)).run(series, starts);
    }
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
    private final WindowInput input;
    private final PastValues[] pasts;
    private final double[][] forecasts;

    Run(Walk walk, double[] first, double[][] values, StepBatch batch, Random random) {
      this.values = values;
      this.batch = batch;
      this.random = random;
      int paths = values.length;
      ScalerState[] scales = new ScalerState[paths];
      this.pasts = new PastValues[paths];
      this.forecasts = new double[paths][];
      float[] state = walk.recurrentState();
      for (int path = 0; path < paths; path++) {
        scales[path] = walk.scale().copy();
        pasts[path] = new PastValues(contract.features().past());
        pasts[path].copy(walk.past());
        forecasts[path] = first.clone();
        batch.state().put(path * state.length, state);
      }
      this.input = new WindowInput(scales);
    }

    void run(Series series, long[] starts) throws StepException {
      for (int step = 0; step < starts.length; step++) {
        input.known = encoding.known(series, series.length() + step);
        for (int path = 0; path < values.length; path++) {
          values[path][step] = draw(path);
          observe(path, values[path][step], starts[step]);
        }
        if (step + 1 < starts.length) {
          step();
        }
      }
    }

    private double draw(int path) {
      // Uniform on the open interval: neither 0 nor 1 has a value.
      double u = (random.nextInt(1 << 24) + 0.5) / (1 << 24);
      double value = scaler.unscale(input.scales[path], sampler.value(forecasts[path], u));
      if (!scaler.accepts(value)) {
        throw new IllegalStateException(
            "a path diverged to " + value + ": the model is not stable over so many steps");
      }
      return value;
    }

    private void observe(int path, double value, long start) {
      input.values[path] = value;
      int row = path * contract.features().size();
      encoding.encoder().learn(input, path);
      encoding.encoder().encode(input, path, pasts, encoding.calendars().of(start), batch.x(), row);
      pasts[path].add(value);
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
