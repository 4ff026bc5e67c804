package io.sluice.evaluate.metric;

import java.util.List;

/** The quantile levels that forecasts are brought to before they are scored. */
public final class Levels {
  /** All levels: those of the losses, and the bounds of the central intervals. */
  private static final double[] ALL = {.05, .1, .2, .25, .3, .4, .5, .6, .7, .75, .8, .9, .95};

  /** Standard normal quantiles of {@link #ALL}. */
  private static final double[] NORMAL = {
    -1.6448536270,
    -1.2815515655,
    -0.8416212336,
    -0.6744897502,
    -0.5244005127,
    -0.2533471031,
    0,
    0.2533471031,
    0.5244005127,
    0.6744897502,
    0.8416212336,
    1.2815515655,
    1.6448536270
  };

  /** Indices of 0.1 to 0.9, over which losses are averaged. */
  private static final int[] SCORED = {1, 2, 4, 5, 6, 7, 8, 10, 11};

  public static final int COUNT = ALL.length;
  public static final int MEDIAN = 6;

  private Levels() {}

  public static double get(int index) {
    return ALL[index];
  }

  /** The z-value of a level. */
  public static double normal(int index) {
    return NORMAL[index];
  }

  public static int[] scored() {
    return SCORED.clone();
  }

  public static int indexOf(double level) {
    for (int i = 0; i < COUNT; i++) {
      if (Math.abs(ALL[i] - level) < 1e-9) {
        return i;
      }
    }
    throw new IllegalArgumentException("no level " + level);
  }

  /**
   * Quantiles at the levels here, by linear interpolation between those that there are.
   *
   * @param levels ascending
   * @param quantiles one per level
   * @return NaN beyond the outermost level
   */
  public static double[] interpolate(List<Float> levels, double[] quantiles) {
    double[] result = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      result[i] = at((float) ALL[i], levels, quantiles);
    }
    return result;
  }

  private static double at(float level, List<Float> levels, double[] quantiles) {
    int above = 0;
    while (above < quantiles.length && levels.get(above) < level) {
      above++;
    }
    if (above == quantiles.length) {
      return Double.NaN;
    }
    if (levels.get(above) == level) {
      return quantiles[above];
    }
    if (above == 0) {
      return Double.NaN;
    }
    double share = (level - levels.get(above - 1)) / (levels.get(above) - levels.get(above - 1));
    return quantiles[above - 1] + share * (quantiles[above] - quantiles[above - 1]);
  }
}
