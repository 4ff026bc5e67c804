package io.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * One forecast target of a pipeline.
 *
 * @param name the target's name in forecasts and alerts
 * @param field the event field it is made of
 * @param aggregate how a window's values become one
 * @param unit the unit of the values, for people and dashboards
 */
public record TargetConfig(String name, String field, Aggregate aggregate, @Nullable String unit) {}
