package io.sluice.score;

/**
 * How unexpected a value is under the predictive quantiles of the forecast made before it.
 *
 * <p>Between the quantiles the distribution is linear, beyond the outermost an {@link
 * ExponentialTail}.
 */
public final class Surprise {
  /** The narrowest tail, in the scaler's unit: narrower ones are noise. */
  private static final double MIN_TAIL = 0.02;

  private static final double LN10 = Math.log(10);

  private Surprise() {}

  /**
   * The surprise of a value, {@code -log10} of its two-sided p-value, with the sign of its side.
   *
   * @param levels quantile levels, ascending
   * @param quantiles holds one quantile per level, ascending, in the scaler's unit
   * @param offset where they start
   * @param value the value in the scaler's unit
   * @return negative below the median, positive above; magnitude 0 at the median, unbounded
   */
  public static double signed(float[] levels, float[] quantiles, int offset, double value) {
    int last = levels.length - 1;
    double lowest = quantiles[offset];
    double highest = quantiles[offset + last];
    if (value < lowest) {
      double scale = tail(lowest, quantiles[offset + 1], levels[1] / levels[0]);
      return -(-Math.log10(2 * levels[0]) + (lowest - value) / scale / LN10);
    }
    if (value > highest) {
      double odds = (1.0 - levels[last - 1]) / (1.0 - levels[last]);
      double scale = tail(quantiles[offset + last - 1], highest, odds);
      return -Math.log10(2 * (1.0 - levels[last])) + (value - highest) / scale / LN10;
    }
    double probability = probability(levels, quantiles, offset, value);
    double twoSided = Math.min(1, 2 * Math.min(probability, 1 - probability));
    return Math.copySign(-Math.log10(twoSided), probability - 0.5);
  }

  private static double tail(double lower, double upper, double odds) {
    return Math.max(MIN_TAIL, ExponentialTail.scale(lower, upper, odds));
  }

  /** Linear interpolation; in a run of equal quantiles the level nearest to the median. */
  private static double probability(float[] levels, float[] quantiles, int offset, double value) {
    int upper = 1;
    while (upper < levels.length - 1 && quantiles[offset + upper] < value) {
      upper++;
    }
    double width = (double) quantiles[offset + upper] - quantiles[offset + upper - 1];
    if (width <= 0) {
      return 0.5;
    }
    double share = (value - quantiles[offset + upper - 1]) / width;
    return levels[upper - 1] + share * (levels[upper] - (double) levels[upper - 1]);
  }
}
