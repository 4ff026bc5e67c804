package io.sluice.score;

import org.jspecify.annotations.Nullable;

/**
 * The verdict on one closed window of one key.
 *
 * @param value {@code -log10} of how many windows of this kind of key are as odd, at least 0: 3 is
 *     once in a thousand windows
 * @param novelty what all charts say together, before it is calibrated
 * @param chart the chart that finds it oddest; null: none judged it
 * @param target the target that is oddest
 * @param novelties by target, how odd it is; 0 where not observed
 * @param distance of the oddest target's value from what is usual, signed, in mean distances
 * @param error of the oddest target's forecast, in mean errors; NaN: there was no forecast
 * @param jump what {@code value} would be if all that is odd were a value that jumps away, both
 *     from its forecast, which follows a fault, and from what is usual, which does not; 0: none
 *     does
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one window, is never compared
public record Score(
    double value,
    double novelty,
    @Nullable Chart chart,
    int target,
    double[] novelties,
    double distance,
    double error,
    double jump) {

  /** A target's share of what is odd, 0 to 1; 0 when nothing is. */
  public double share(int target) {
    double sum = 0;
    for (double novelty : novelties) {
      sum += novelty;
    }
    return sum == 0 ? 0 : novelties[target] / sum;
  }
}
