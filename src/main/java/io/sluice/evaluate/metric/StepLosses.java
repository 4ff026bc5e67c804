package io.sluice.evaluate.metric;

import java.util.LinkedHashMap;
import java.util.Map;

/** Mean scaled quantile loss by forecaster and step of the horizon. */
public final class StepLosses {
  private final int horizon;
  private final Map<String, Sums> byForecaster = new LinkedHashMap<>();

  private static final class Sums {
    final double[] losses;
    final long[] counts;

    Sums(int horizon) {
      losses = new double[horizon];
      counts = new long[horizon];
    }

    double[] means() {
      double[] means = new double[losses.length];
      for (int step = 0; step < means.length; step++) {
        means[step] = losses[step] / counts[step];
      }
      return means;
    }
  }

  public StepLosses(int horizon) {
    this.horizon = horizon;
  }

  /** Adds one value's loss, unless it is not finite. */
  public void add(String forecaster, int step, double loss) {
    if (Double.isFinite(loss)) {
      Sums sums = byForecaster.computeIfAbsent(forecaster, name -> new Sums(horizon));
      sums.losses[step] += loss;
      sums.counts[step]++;
    }
  }

  /** By forecaster, one mean per step; NaN where nothing was known. */
  public Map<String, double[]> means() {
    Map<String, double[]> means = new LinkedHashMap<>();
    byForecaster.forEach((forecaster, sums) -> means.put(forecaster, sums.means()));
    return means;
  }
}
