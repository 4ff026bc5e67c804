package io.sluice.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** How far a partition's event time has come, in seconds since the epoch. */
final class PartitionGauges {
  private static final double MILLIS = 1000;

  private volatile long streamTime;
  private volatile long closedThrough;
  private volatile long drainedThrough;

  PartitionGauges(MeterRegistry registry, Tags pipeline, int partition) {
    Tags tags = pipeline.and("partition", String.valueOf(partition));
    gauge(registry, tags, "stream.time", "Stream time", gauges -> gauges.streamTime);
    gauge(
        registry,
        tags,
        "closed.through",
        "End of the newest window that is closed to events",
        gauges -> gauges.closedThrough);
    gauge(
        registry,
        tags,
        "drained.through",
        "End of the newest window up to which every closed window was processed",
        gauges -> gauges.drainedThrough);
  }

  private void gauge(
      MeterRegistry registry,
      Tags tags,
      String name,
      String description,
      ToDoubleFunction<PartitionGauges> millis) {
    Gauge.builder("sluice." + name, this, gauges -> millis.applyAsDouble(gauges) / MILLIS)
        .description(description + ", event time")
        .baseUnit("seconds")
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  void set(long streamTime, long closedThrough, long drainedThrough) {
    this.streamTime = streamTime;
    this.closedThrough = closedThrough;
    this.drainedThrough = drainedThrough;
  }
}
