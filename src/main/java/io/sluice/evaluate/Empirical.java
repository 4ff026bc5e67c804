package io.sluice.evaluate;

import java.util.Arrays;
import java.util.List;

/**
 * Quantiles of a sample, by linear interpolation between order statistics (Hyndman and Fan, 1996,
 * type 7).
 */
public final class Empirical {
  private Empirical() {}

  /**
   * One quantile per level.
   *
   * @param sample at least one value; sorted by this
   */
  public static double[] quantiles(double[] sample, List<Float> levels) {
    Arrays.sort(sample);
    double[] quantiles = new double[levels.size()];
    for (int i = 0; i < quantiles.length; i++) {
      // The product of a float and an int is a float, and forecasts depend on how it is rounded.
      quantiles[i] = at(sample, levels.get(i) * (sample.length - 1));
    }
    return quantiles;
  }

  /**
   * One quantile.
   *
   * @param sorted at least one value, ascending
   * @param level in [0, 1]
   */
  public static double quantile(double[] sorted, double level) {
    return at(sorted, level * (sorted.length - 1));
  }

  /** The order statistic at a position, counted from 0, that may lie between two. */
  private static double at(double[] sorted, double position) {
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
