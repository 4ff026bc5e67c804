package io.sluice.backtest;

import java.util.LinkedHashMap;
import java.util.Map;

/** Mean scaled quantile loss by forecaster and step of the horizon. */
final class StepLosses {
  private final int horizon;
  private final Map<String, double[]> sums = new LinkedHashMap<>();
  private final Map<String, double[]> counts = new LinkedHashMap<>();

  StepLosses(int horizon) {
    this.horizon = horizon;
  }

  void add(String forecaster, int step, double loss) {
    if (Double.isFinite(loss)) {
      sums.computeIfAbsent(forecaster, name -> new double[horizon])[step] += loss;
      counts.computeIfAbsent(forecaster, name -> new double[horizon])[step]++;
    }
  }

  /** By forecaster, one mean per step; NaN where nothing was known. */
  Map<String, double[]> means() {
    Map<String, double[]> means = new LinkedHashMap<>();
    sums.forEach(
        (forecaster, sum) -> {
          double[] mean = new double[horizon];
          for (int step = 0; step < horizon; step++) {
            mean[step] = sum[step] / counts.get(forecaster)[step];
          }
          means.put(forecaster, mean);
        });
    return means;
  }
}
