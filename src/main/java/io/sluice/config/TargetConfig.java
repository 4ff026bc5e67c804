package io.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * One forecast target of a pipeline.
 *
 * @param name the target's name in forecasts and alerts
 * @param field the event field it is made of
 * @param aggregate how a window's values become one
 * @param unit the unit of the values, for people and dashboards
 * @param counterEnd where a counter begins again at zero by itself; 0: nowhere
 */
public record TargetConfig(
    String name, String field, Aggregate aggregate, @Nullable String unit, double counterEnd) {
  public TargetConfig {
    if (!(counterEnd >= 0) || (counterEnd > 0 && !aggregate.isCounter())) {
      throw new IllegalArgumentException("no counter that ends at " + counterEnd);
    }
  }

  /** A target that is no counter, or one without an end. */
  public TargetConfig(String name, String field, Aggregate aggregate, @Nullable String unit) {
    this(name, field, aggregate, unit, 0);
  }
}
