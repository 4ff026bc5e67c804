package io.sluice.evaluate.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Accuracy by the definitions of fev-bench: each metric is taken per backtest window over all keys
 * and steps whose value is known, and averaged over the windows. Lower is better. NaN: undefined.
 *
 * @param mase mean absolute scaled error of the median
 * @param sql scaled quantile loss, of the levels 0.1 to 0.9
 * @param wql weighted quantile loss: quantile loss over mean absolute value
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

  /** Of the errors of each backtest window. */
  public static Metrics of(List<Errors> windows) {
    return new Metrics(
        mean(windows, Errors::mase),
        mean(windows, Errors::sql),
        mean(windows, Errors::wql),
        mean(windows, Errors::smape),
        mean(windows, Errors::rmsse),
        mean(windows, errors -> errors.coverage(.25, .75)),
        mean(windows, errors -> errors.coverage(.1, .9)),
        mean(windows, errors -> errors.coverage(.05, .95)));
  }

  /** Windows in which the metric is undefined do not count. */
  private static double mean(List<Errors> windows, ToDoubleFunction<Errors> metric) {
    return windows.stream()
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
