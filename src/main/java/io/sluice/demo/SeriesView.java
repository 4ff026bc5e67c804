package io.sluice.demo;

import java.util.List;

/**
 * What is shown of one series: the newest values and the newest forecast of its first target.
 *
 * @param key the series key: untrusted text
 * @param observed the newest values, oldest first; NaN where there was none
 * @param expected median forecasts of the next windows
 * @param lower the lowest quantile for the next window
 * @param upper the highest quantile for the next window
 */
public record SeriesView(
    String key, List<Double> observed, List<Double> expected, double lower, double upper) {
  public SeriesView {
    observed = List.copyOf(observed);
    expected = List.copyOf(expected);
  }
}
