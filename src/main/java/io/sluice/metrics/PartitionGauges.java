package io.sluice.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How far a partition's event time has come, in seconds since the epoch. */
final class PartitionGauges implements AutoCloseable {
  private static final double MILLIS = 1000;

  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private volatile long streamTime;
  private volatile long closedThrough;
  private volatile long drainedThrough;

  PartitionGauges(MeterRegistry registry, Tags pipeline, int partition) {
    this.registry = registry;
    Tags tags = pipeline.and("partition", String.valueOf(partition));
    gauge(tags, "stream.time", "Stream time", gauges -> gauges.streamTime);
    gauge(
        tags,
        "closed.through",
        "End of the newest window that is closed to events",
        gauges -> gauges.closedThrough);
    gauge(
        tags,
        "drained.through",
        "End of the newest window up to which every closed window was processed",
        gauges -> gauges.drainedThrough);
  }

  private void gauge(
      Tags tags, String name, String description, ToDoubleFunction<PartitionGauges> millis) {
    meters.add(
        Gauge.builder("sluice." + name, this, gauges -> millis.applyAsDouble(gauges) / MILLIS)
            .description(description + ", event time")
            .baseUnit("seconds")
            .tags(tags)
            .strongReference(true)
            .register(registry));
  }

  void set(long streamTime, long closedThrough, long drainedThrough) {
    this.streamTime = streamTime;
    this.closedThrough = closedThrough;
    this.drainedThrough = drainedThrough;
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
