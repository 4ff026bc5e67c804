package io.sluice.score;

/** The standard normal distribution, to the accuracy that control charts need. */
final class Normal {
  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** Beyond it {@code 10^-surprise} is no longer a normal double, and soon zero. */
  private static final double MAX_SURPRISE = 300;

  private Normal() {}

  /**
   * The z-value, at least 0, whose two-sided p-value is {@code 10^-surprise}: Abramowitz and Stegun
   * 26.2.23, absolute error below 4.5e-4. Surprises beyond {@value #MAX_SURPRISE} count as that.
   */
  static double quantile(double surprise) {
    double tail = 0.5 * Math.pow(10, -Math.min(surprise, MAX_SURPRISE));
    double t = Math.sqrt(-2 * Math.log(tail));
    double numerator = 2.515517 + t * (0.802853 + t * 0.010328);
    double denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
    return Math.max(0, t - numerator / denominator);
  }

  /**
   * {@code -log10} of the two-sided p-value of {@code z}, at least 0: Abramowitz and Stegun
   * 26.2.17, in logarithms so that it does not underflow.
   */
  static double surprise(double z) {
    double t = 1 / (1 + 0.2316419 * z);
    double polynomial =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    double logTail = -0.5 * z * z - LOG_ROOT_TWO_PI + Math.log(polynomial);
    return Math.max(0, -(logTail + Math.log(2)) / Math.log(10));
  }
}
