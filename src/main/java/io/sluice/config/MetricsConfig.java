package io.sluice.config;

import java.util.Set;

/**
 * What a pipeline measures beside its counts.
 *
 * @param watch the series keys whose values, forecasts and scores are exported, at most {@link
 *     #MAX_WATCHED}
 */
public record MetricsConfig(Set<String> watch) {
  /** A watched key makes a dozen time series and more per target; all others make none. */
  public static final int MAX_WATCHED = 100;

  public MetricsConfig {
    watch = Set.copyOf(watch);
    if (watch.size() > MAX_WATCHED) {
      throw new IllegalArgumentException("at most " + MAX_WATCHED + " keys can be watched");
    }
  }
}
