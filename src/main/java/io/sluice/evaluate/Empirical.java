package io.sluice.evaluate;

import java.util.Arrays;
import java.util.List;

/** Quantiles of a sample. */
public final class Empirical {
  private Empirical() {}

  /**
   * One quantile per level, by linear interpolation between order statistics (Hyndman and Fan,
   * 1996, type 7).
   *
   * @param sample at least one value; sorted by this
   */
  public static double[] quantiles(double[] sample, List<Float> levels) {
    Arrays.sort(sample);
    double[] quantiles = new double[levels.size()];
    for (int i = 0; i < quantiles.length; i++) {
      double position = levels.get(i) * (sample.length - 1);
      int below = (int) position;
      int above = Math.min(below + 1, sample.length - 1);
      quantiles[i] = sample[below] + (position - below) * (sample[above] - sample[below]);
    }
    return quantiles;
  }
}
