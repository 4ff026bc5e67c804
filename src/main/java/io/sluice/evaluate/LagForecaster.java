package io.sluice.evaluate;

import io.sluice.feature.Scaler;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import java.util.Arrays;
import java.util.List;

/**
 * The trivial forecaster of one series: a value of the past, spread by the quantiles of how the
 * series changed over the same lag in training. With a season of 1 the value is the last one
 * (naive), else the newest of the same phase of the season (seasonal-naive). Log-return series are
 * forecast in logarithms.
 */
public final class LagForecaster {
  /** A series with fewer changes to learn from is not forecast. */
  private static final int MIN_CHANGES = 20;

  private final Series series;
  private final Scaler scaler;
  private final int season;
  private final List<Float> levels;
  private final TimeSpan training;

  /** Per number of seasons, the change at each level; empty where there was too little to learn. */
  private final double[][] changes;

  /**
   * A forecaster that learns from a span of the series.
   *
   * @param horizon the most steps it will forecast
   */
  public LagForecaster(
      Series series,
      Scaler scaler,
      int season,
      int horizon,
      List<Float> levels,
      TimeSpan training) {
    this.series = series;
    this.scaler = scaler;
    this.season = season;
    this.levels = levels;
    this.training = training;
    this.changes = new double[lag(horizon) / season][];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = changes((i + 1) * season);
    }
  }

  /** The shortest whole number of seasons that reaches back from {@code step} to the known. */
  private int lag(int step) {
    return (step + season - 1) / season * season;
  }

  private double[] changes(int lag) {
    double[] sample = new double[series.length()];
    int size = 0;
    for (int t = lag; t < series.length(); t++) {
      boolean known = scaler.accepts(series.value(t)) && scaler.accepts(series.value(t - lag));
      if (known && training.contains(series.start(t - lag), series.start(t))) {
        sample[size++] = scaler.forward(series.value(t)) - scaler.forward(series.value(t - lag));
      }
    }
    if (size < MIN_CHANGES) {
      return new double[0];
    }
    return Empirical.quantiles(Arrays.copyOf(sample, size), levels);
  }

  /**
   * Forecasts the window {@code step} after {@code origin}.
   *
   * @param quantiles receives one value per level, in the source's units
   * @return whether there was anything to forecast with
   */
  public boolean forecast(int origin, int step, double[] quantiles) {
    int lag = lag(step);
    int anchor = origin + step - lag;
    double[] change = changes[lag / season - 1];
    if (anchor < 0 || change.length == 0 || !scaler.accepts(series.value(anchor))) {
      return false;
    }
    for (int i = 0; i < quantiles.length; i++) {
      quantiles[i] = scaler.backward(scaler.forward(series.value(anchor)) + change[i]);
    }
    return true;
  }
}
