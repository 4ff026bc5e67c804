package io.sluice.live;

import java.util.List;

/**
 * A closed window of a series.
 *
 * @param end of the window, exclusive, epoch ms
 * @param score {@code -log10} of how many windows of the key are as odd; NaN: nothing was observed
 * @param targets what was observed and what had been forecast, in order of the targets
 */
public record LivePoint(long end, double score, List<Value> targets) {
  public LivePoint {
    targets = List.copyOf(targets);
  }

  /**
   * One target's, in the source's units; NaN where there is none.
   *
   * @param observed the window's value
   * @param lower the 0.1 quantile of what was published of it one window before
   * @param median its median
   * @param upper its 0.9 quantile
   */
  public record Value(double observed, double lower, double median, double upper) {}
}
