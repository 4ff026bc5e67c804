package io.sluice.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The newest window of one watched key as gauges that are there until {@link #close}. */
final class WatchedGauges implements AutoCloseable {
  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private volatile WatchedWindow window;

  /**
   * @param targets the names of the pipeline's targets, in order
   * @param first the window that is shown first; all later ones have its levels
   */
  WatchedGauges(MeterRegistry registry, Tags pipeline, List<String> targets, WatchedWindow first) {
    this.registry = registry;
    this.window = first;
    Tags tags = pipeline.and("key", first.key);
    gauge(
        "score",
        "How odd the newest window is, -log10 of how many windows are as odd,",
        tags,
        latest -> latest.score);
    gauge("firing", "Whether an alert is firing", tags, latest -> latest.firing ? 1 : 0);
    int levels = first.levels.size();
    for (int i = 0; i < targets.size(); i++) {
      int target = i;
      Tags labels = tags.and("target", targets.get(i));
      gauge("observed", "Value of the newest window", labels, latest -> latest.observed[target]);
      for (int j = 0; j < levels; j++) {
        int quantile = target * levels + j;
        gauge(
            "forecast",
            "Forecast of the newest window, made one window before",
            labels.and("level", first.levels.get(j).toString()),
            latest -> latest.forecast[quantile]);
      }
    }
  }

  private void gauge(
      String name, String description, Tags tags, ToDoubleFunction<WatchedWindow> value) {
    meters.add(
        Gauge.builder("sluice.watched." + name, this, gauges -> value.applyAsDouble(gauges.window))
            .description(description + " of a watched key")
            .tags(tags)
            .strongReference(true)
            .register(registry));
  }

  /** Whether the window can be shown by these gauges. */
  boolean fits(WatchedWindow next) {
    return next.levels.equals(window.levels);
  }

  void show(WatchedWindow next) {
    window = next;
  }

  boolean isOf(int partition) {
    return window.partition == partition;
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
