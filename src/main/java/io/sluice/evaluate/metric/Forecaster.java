package io.sluice.evaluate.metric;

import io.sluice.config.yaml.KebabCase;
import io.sluice.evaluate.Empirical;
import java.util.Arrays;

/**
 * Trivial forecasters that every model has to beat. They see a series up to the origin, gaps filled
 * with the value before. Those that fev-bench has are as there: normal quantiles, and of the
 * history only the last {@value #CONTEXT} values.
 */
public enum Forecaster {
  /** The last value; the variance grows with the step. */
  NAIVE {
    @Override
    public double[][] forecast(double[] history, int horizon, int season) {
      return lagged(history, horizon, 1);
    }
  },

  /** The last value of the same phase; the variance grows with the season. */
  SEASONAL_NAIVE {
    @Override
    public double[][] forecast(double[] history, int horizon, int season) {
      return lagged(history, horizon, season);
    }
  },

  /**
   * The last value, and on along the line from the first one (Hyndman and Athanasopoulos, 2021,
   * section 5.2).
   */
  DRIFT {
    @Override
    public double[][] forecast(double[] history, int horizon, int season) {
      return drifting(newest(history, 1), horizon);
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
        quantiles[step] =
            step < season ? empirical(phase(history, step, season)) : quantiles[step - season];
      }
      return quantiles;
    }
  };

  public static final int PHASES = 16;

  /**
   * The most values that spread is estimated from, unless a season is longer than that: then two.
   * (fev-bench has no longer season: its seasonal-naive forecasts the last value there.)
   */
  public static final int CONTEXT = 1000;

  /**
   * Forecasts the windows after a history.
   *
   * @param history values without gaps, at least one
   * @return {@code [horizon][levels]}, see {@link Levels}
   */
  public abstract double[][] forecast(double[] history, int horizon, int season);

  private static double[] newest(double[] history, int season) {
    int most = season <= CONTEXT ? CONTEXT : 2 * season;
    return history.length <= most
        ? history
        : Arrays.copyOfRange(history, history.length - most, history.length);
  }

  /**
   * The standard deviation at a step is that of the changes over the lag, times the square root of
   * how many lags the step reaches beyond the origin.
   */
  private static double[][] lagged(double[] all, int horizon, int season) {
    double[] history = newest(all, season);
    int n = history.length;
    int lag = Math.min(season, n);
    double sigma = deviation(history, lag, 0);
    double[][] quantiles = new double[horizon][];
    for (int step = 0; step < horizon; step++) {
      double spread = sigma * Math.sqrt(1 + step / lag);
      quantiles[step] = normal(history[n - lag + step % lag], spread);
    }
    return quantiles;
  }

  private static double[][] drifting(double[] history, int horizon) {
    int n = history.length;
    double slope = n < 2 ? 0 : (history[n - 1] - history[0]) / (n - 1);
    double sigma = deviation(history, 1, slope);
    double[][] quantiles = new double[horizon][];
    for (int step = 1; step <= horizon; step++) {
      double steps = n < 2 ? step : step * (1 + step / (n - 1.0));
      quantiles[step - 1] = normal(history[n - 1] + slope * step, sigma * Math.sqrt(steps));
    }
    return quantiles;
  }

  /** That of the changes over a lag from the change that is expected; 0 where there is none. */
  private static double deviation(double[] history, int lag, double expected) {
    double squares = 0;
    for (int t = lag; t < history.length; t++) {
      double residual = history[t] - history[t - lag] - expected;
      squares += residual * residual;
    }
    return history.length > lag ? Math.sqrt(squares / (history.length - lag)) : 0;
  }

  private static double[] normal(double median, double spread) {
    double[] quantiles = new double[Levels.COUNT];
    for (int i = 0; i < quantiles.length; i++) {
      quantiles[i] = median + spread * Levels.normal(i);
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

  /** The name in reports: {@code naive}, {@code seasonal-naive}, {@code drift}, … */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
