package io.sluice.backtest;

import io.sluice.evaluate.metric.Errors;
import io.sluice.evaluate.metric.Forecaster;
import io.sluice.evaluate.metric.Metrics;
import io.sluice.evaluate.metric.SeasonalError;
import io.sluice.evaluate.metric.StepLosses;
import io.sluice.history.series.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One series with the model's forecasts and the errors of every forecaster. */
final class Scored {
  /** The name under which the model stands beside the trivial forecasters. */
  static final String MODEL = "model";

  /** The name of the forecasts that a backtest is held against. */
  static final String AGAINST = "against";

  /** Whose forecast stands in for one that the model did not issue. */
  static final Forecaster INSTEAD = Forecaster.SEASONAL_NAIVE;

  private final Series series;
  private final BacktestSettings settings;
  private final double[][][] forecasts;
  private double @Nullable [] @Nullable [][] others;

  /** By forecaster, one per backtest window. */
  private final Map<String, List<Errors>> errors = new LinkedHashMap<>();

  Scored(Series series, BacktestSettings settings) {
    this.series = series;
    this.settings = settings;
    this.forecasts = new double[settings.windows()][][];
    errors.put(MODEL, empty());
    for (Forecaster forecaster : Forecaster.values()) {
      errors.put(forecaster.toString(), empty());
    }
  }

  private List<Errors> empty() {
    List<Errors> windows = new ArrayList<>();
    for (int i = 0; i < settings.windows(); i++) {
      windows.add(new Errors());
    }
    return windows;
  }

  Series series() {
    return series;
  }

  int origin(int window) {
    return settings.origin(series.length(), window);
  }

  /** Start of the earliest window that a forecast is held against, epoch ms. */
  long firstTested() {
    return series.start(origin(0) + 1);
  }

  /**
   * The value of a window after the first origin; NaN before it, beyond the end, or without one.
   */
  double tested(int window) {
    boolean isTested = window > origin(0) && window < series.length();
    return isTested ? series.value(window) : Double.NaN;
  }

  /** The backtest window whose origin this is; -1 if none. */
  int windowOf(int origin) {
    int left = series.length() - 1 - origin;
    boolean isOrigin = left % settings.horizon() == 0 && left > 0;
    int window = settings.windows() - left / settings.horizon();
    return isOrigin && window >= 0 ? window : -1;
  }

  /** Takes the model's forecast, {@code [horizon][levels]} of {@link Levels}, in source units. */
  void put(int window, double[][] quantiles) {
    forecasts[window] = quantiles;
  }

  /** Expects forecasts by something else, which is scored beside the model. */
  void beside() {
    others = new double[settings.windows()][][];
    errors.put(AGAINST, empty());
  }

  /** Takes what something else forecast, as {@link #put}, after {@link #beside}. */
  void putOther(int window, double[][] quantiles) {
    if (others == null) {
      throw new IllegalStateException("beside() comes first");
    }
    others[window] = quantiles;
  }

  boolean isForecast(int window) {
    return forecasts[window] != null;
  }

  double[][] forecast(int window) {
    return forecasts[window];
  }

  /**
   * Scores the model and the trivial forecasters on every window. Where the model has issued no
   * forecast, because the series was silent for too long, it is held against what seasonal-naive
   * says there: whoever needs a number takes that.
   *
   * @param steps receives the scaled quantile losses by step
   */
  void score(StepLosses steps) {
    double[] filled = filled();
    for (int window = 0; window < settings.windows(); window++) {
      int origin = origin(window);
      SeasonalError scale = SeasonalError.of(series, origin, settings.season());
      double[] history = history(filled, origin);
      for (Forecaster forecaster : Forecaster.values()) {
        double[][] quantiles = forecaster.forecast(history, settings.horizon(), settings.season());
        add(forecaster.toString(), window, quantiles, scale, steps);
        if (forecaster == INSTEAD) {
          double[][] issued = isForecast(window) ? forecasts[window] : quantiles;
          add(MODEL, window, issued, scale, steps);
          if (others != null) {
            double[][] other = others[window];
            add(AGAINST, window, other == null ? quantiles : other, scale, steps);
          }
        }
      }
    }
  }

  private void add(
      String forecaster, int window, double[][] quantiles, SeasonalError scale, StepLosses steps) {
    Errors sums = errors(forecaster).get(window);
    for (int step = 0; step < settings.horizon(); step++) {
      double value = series.value(origin(window) + 1 + step);
      if (!Double.isNaN(value)) {
        steps.add(forecaster, step, sums.add(value, quantiles[step], scale));
      }
    }
  }

  /** The values, gaps filled with the value before; NaN before the first. */
  private double[] filled() {
    double[] values = new double[series.length()];
    double last = Double.NaN;
    for (int t = 0; t < values.length; t++) {
      last = Double.isNaN(series.value(t)) ? last : series.value(t);
      values[t] = last;
    }
    return values;
  }

  private static double[] history(double[] filled, int origin) {
    int from = 0;
    while (from < origin && Double.isNaN(filled[from])) {
      from++;
    }
    double[] history = new double[origin + 1 - from];
    System.arraycopy(filled, from, history, 0, history.length);
    return history;
  }

  Map<String, List<Errors>> errors() {
    return errors;
  }

  /** The errors of a forecaster, one per backtest window; none of one that is not known. */
  List<Errors> errors(String forecaster) {
    return errors.getOrDefault(forecaster, List.of());
  }

  Metrics metrics(String forecaster) {
    return Metrics.mean(errors(forecaster).stream().map(Metrics::of).toList());
  }

  /** How much lower the model's SQL is than a forecaster's, as a share; NaN if undefined. */
  double over(String forecaster) {
    return 1 - metrics(MODEL).sql() / metrics(forecaster).sql();
  }
}
