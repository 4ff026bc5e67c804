package io.sluice.evaluate.metric;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Accuracy by the definitions of fev-bench (Shchur and others, 2025): each metric is taken per
 * backtest window and dimension over all series and steps whose value is known, then averaged over
 * the dimensions, then over the windows. Lower is better. NaN: undefined.
 *
 * @param mase mean absolute scaled error of the median
 * @param sql scaled quantile loss, of the levels 0.1 to 0.9
 * @param wql weighted quantile loss: quantile loss over mean absolute value, at least {@value
 *     Errors#LEAST_WEIGHT}
 * @param smape symmetric mean absolute percentage error of the median, 0 to 2
 * @param rmsse root mean squared scaled error of the median
 * @param coverage50 share of values in the central 50% interval
 * @param coverage80 that of the 80% interval
 * @param coverage90 that of the 90% interval
 */
public record Metrics(
    double mase,
    double sql,
    double wql,
    double smape,
    double rmsse,
    double coverage50,
    double coverage80,
    double coverage90) {

  private static final List<String> NAMES =
      List.of("MASE", "SQL", "WQL", "sMAPE", "RMSSE", "coverage-50", "coverage-80", "coverage-90");

  /** Of the errors of one backtest window and dimension. */
  public static Metrics of(Errors errors) {
    return new Metrics(
        errors.mase(),
        errors.sql(),
        errors.wql(),
        errors.smape(),
        errors.rmsse(),
        errors.coverage(.25, .75),
        errors.coverage(.1, .9),
        errors.coverage(.05, .95));
  }

  /** The mean of each metric over those in which it is defined. */
  public static Metrics mean(Collection<Metrics> metrics) {
    return new Metrics(
        mean(metrics, Metrics::mase),
        mean(metrics, Metrics::sql),
        mean(metrics, Metrics::wql),
        mean(metrics, Metrics::smape),
        mean(metrics, Metrics::rmsse),
        mean(metrics, Metrics::coverage50),
        mean(metrics, Metrics::coverage80),
        mean(metrics, Metrics::coverage90));
  }

  private static double mean(Collection<Metrics> metrics, ToDoubleFunction<Metrics> metric) {
    return metrics.stream()
        .mapToDouble(metric)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  /** The metrics' usual names, in order. */
  public static List<String> names() {
    return NAMES;
  }

  /** The metrics by {@link #names}. */
  public Map<String, Double> byName() {
    double[] values = {mase, sql, wql, smape, rmsse, coverage50, coverage80, coverage90};
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      byName.put(NAMES.get(i), values[i]);
    }
    return byName;
  }
}
