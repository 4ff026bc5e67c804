package io.sluice.score;

/**
 * The verdict on one closed window of one key.
 *
 * @param outlier {@code -log10} of the calibrated p-value of the window's values
 * @param shift the same of the drift chart, that is of the last dozen windows taken together
 * @param surprises signed raw surprise per target, {@code -log10} of a p-value; 0 where not
 *     observed
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one window, is never compared
public record Score(double outlier, double shift, double[] surprises) {

  /** A target's share of the surprise, 0 to 1; 0 when nothing surprised. */
  public double share(int target) {
    double sum = 0;
    for (double surprise : surprises) {
      sum += Math.abs(surprise);
    }
    return sum == 0 ? 0 : Math.abs(surprises[target]) / sum;
  }
}
