package io.sluice.demo;

import java.util.List;

/**
 * What is shown of one series: the newest values and the newest forecast of its first target; of a
 * series of events how surprising its windows were, in bits, and what comes next.
 *
 * @param key the series key: untrusted text
 * @param observed the newest values, oldest first; NaN where there was none
 * @param expected median forecasts of the next windows
 * @param lower the lowest quantile for the next window
 * @param upper the highest quantile for the next window
 * @param next the event that comes next, and how probable it is: untrusted text; empty for values
 */
public record SeriesView(
    String key,
    List<Double> observed,
    List<Double> expected,
    double lower,
    double upper,
    String next) {
  public SeriesView {
    observed = List.copyOf(observed);
    expected = List.copyOf(expected);
  }
}
