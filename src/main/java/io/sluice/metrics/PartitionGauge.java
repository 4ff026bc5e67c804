package io.sluice.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One number per partition, of those that this instance has. */
final class PartitionGauge {
  private final MeterRegistry registry;
  private final Tags tags;
  private final String name;
  private final String description;
  private final @Nullable String unit;
  private final Map<Integer, Value> values = new ConcurrentHashMap<>();

  private static final class Value {
    volatile double number;
    @Nullable Gauge gauge;
  }

  PartitionGauge(
      MeterRegistry registry, Tags tags, String name, String description, @Nullable String unit) {
    this.registry = registry;
    this.tags = tags;
    this.name = name;
    this.description = description;
    this.unit = unit;
  }

  void set(int partition, double number) {
    Value value = values.get(partition);
    if (value == null) {
      value = values.computeIfAbsent(partition, this::register);
    }
    value.number = number;
  }

  private Value register(int partition) {
    Value value = new Value();
    value.gauge =
        Gauge.builder("sluice." + name, value, shown -> shown.number)
            .description(description)
            .baseUnit(unit)
            .tags(tags.and("partition", String.valueOf(partition)))
            .strongReference(true)
            .register(registry);
    return value;
  }

  /** The partition is another instance's now. */
  void remove(int partition) {
    Value gone = values.remove(partition);
    if (gone != null && gone.gauge != null) {
      registry.remove(gone.gauge);
    }
  }
}
