package io.sluice.evaluate.metric;

import io.sluice.config.yaml.KebabCase;
import io.sluice.evaluate.Empirical;
import java.util.Arrays;

/**
 * Trivial forecasters that every model has to beat. They see a series up to the origin, gaps filled
 * with the value before.
 */
public enum Forecaster {
  /** The last value; normal quantiles whose variance grows with the step. */
  NAIVE {
    @Override
    public double[][] forecast(double[] history, int horizon, int season) {
      return lagged(history, horizon, 1);
    }
  },

  /** The last value of the same phase; normal quantiles whose variance grows with the season. */
  SEASONAL_NAIVE {
    @Override
    public double[][] forecast(double[] history, int horizon, int season) {
      return lagged(history, horizon, season);
    }
  },

  /**
   * The empirical quantiles of the last {@value #PHASES} values of the same phase: with a season of
   * seven days, of the same weekday.
   */
  SAME_PHASE {
    @Override
    public double[][] forecast(double[] history, int horizon, int season) {
      double[][] quantiles = new double[horizon][];
      for (int step = 0; step < horizon; step++) {
        quantiles[step] = empirical(phase(history, step, season));
      }
      return quantiles;
    }
  };

  public static final int PHASES = 16;

  /**
   * Forecasts the windows after a history.
   *
   * @param history values without gaps, at least one
   * @return {@code [horizon][levels]}, see {@link Levels}
   */
  public abstract double[][] forecast(double[] history, int horizon, int season);

  /**
   * The standard deviation at a step is that of the changes over the lag, times the square root of
   * how many lags the step reaches beyond the origin.
   */
  private static double[][] lagged(double[] history, int horizon, int season) {
    int n = history.length;
    int lag = Math.min(season, n);
    double squares = 0;
    for (int t = lag; t < n; t++) {
      double change = history[t] - history[t - lag];
      squares += change * change;
    }
    // The naive forecaster counts one residual less: its first value has no fit.
    int degrees = season == 1 ? n - 2 : n - lag;
    double sigma = degrees > 0 ? Math.sqrt(squares / degrees) : 0;
    double[][] quantiles = new double[horizon][Levels.COUNT];
    for (int step = 0; step < horizon; step++) {
      double value = history[n - lag + step % lag];
      double spread = sigma * Math.sqrt(1 + step / lag);
      for (int i = 0; i < Levels.COUNT; i++) {
        quantiles[step][i] = value + spread * Levels.normal(i);
      }
    }
    return quantiles;
  }

  /** The newest values of the phase that the step has, sorted. */
  private static double[] phase(double[] history, int step, int season) {
    int newest = history.length + step % season - season;
    if (newest < 0) {
      return new double[] {history[history.length - 1]};
    }
    int count = Math.min(PHASES, newest / season + 1);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = history[newest - i * season];
    }
    Arrays.sort(values);
    return values;
  }

  private static double[] empirical(double[] sorted) {
    double[] quantiles = new double[Levels.COUNT];
    for (int i = 0; i < quantiles.length; i++) {
      quantiles[i] = Empirical.quantile(sorted, Levels.get(i));
    }
    return quantiles;
  }

  /** The name in reports: {@code naive}, {@code seasonal-naive}, {@code same-phase}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
