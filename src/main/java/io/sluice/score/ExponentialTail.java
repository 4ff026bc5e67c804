package io.sluice.score;

/**
 * What lies beyond the outermost quantile of a side: the probability to be further off falls
 * exponentially, at the rate that the two outermost levels of that side show.
 */
public final class ExponentialTail {
  private ExponentialTail() {}

  /**
   * The distance over which the probability falls by a factor of e.
   *
   * @param lower the lower of the two outermost quantiles of a side
   * @param upper the upper of them
   * @param odds how many times as likely a value is beyond the inner one as beyond the outer one,
   *     greater than 1
   * @return in the quantiles' unit, at least 0
   */
  public static double scale(double lower, double upper, double odds) {
    return (upper - lower) / Math.log(odds);
  }
}
