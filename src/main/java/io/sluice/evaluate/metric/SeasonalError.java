package io.sluice.evaluate.metric;

import io.sluice.history.series.Series;

/**
 * How far the values of a history are from those one season before: what scaled errors are scaled
 * by (Hyndman and Koehler, 2006). NaN where no pair of values is known, so that nothing is scaled.
 *
 * @param absolute mean absolute difference
 * @param squared mean squared difference
 */
public record SeasonalError(double absolute, double squared) {

  /** Of the windows up to {@code origin}, inclusive. */
  public static SeasonalError of(Series series, int origin, int season) {
    double absolute = 0;
    double squared = 0;
    int pairs = 0;
    for (int t = season; t <= origin; t++) {
      double change = series.value(t) - series.value(t - season);
      if (!Double.isNaN(change)) {
        absolute += Math.abs(change);
        squared += change * change;
        pairs++;
      }
    }
    return new SeasonalError(absolute / pairs, squared / pairs);
  }
}
