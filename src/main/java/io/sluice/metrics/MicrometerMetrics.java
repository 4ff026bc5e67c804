package io.sluice.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as {@code sluice.*} meters of a registry: its {@link PipelineCounts}, which are read
 * when somebody asks, and what is measured beside them. Labels come from closed lists: the
 * pipeline, its targets, partitions, and the constants of enums. No label takes a key but those few
 * that the configuration watches.
 *
 * <p>Coverage of the 80% interval is a quotient that the reader forms: {@code
 * rate(sluice_covered_values_total[1h]) / rate(sluice_scored_values_total[1h])}.
 *
 * <p>Every meter is looked up once, here, so that measuring costs an addition.
 */
public final class MicrometerMetrics extends PipelineMetrics {
  private static final double MILLIS = 1000;
  private static final double NANOS = 1e9;

  private final MeterRegistry registry;
  private final Tags tags;
  private final PipelineCounts counts;
  private final Map<Counted, CounterDataPoint> alerts = new HashMap<>();
  private final DistributionDataPoint batchSize;
  private final DistributionDataPoint runs;
  private final List<String> targetNames;
  private final List<TargetMeters> targets;
  private final PartitionGauge sourceTimes;
  private final PartitionGauge streamTimes;
  private final PartitionGauge closedThrough;
  private final PartitionGauge drainedThrough;
  private final PartitionGauge holders;
  private final Map<String, WatchedGauges> watched = new ConcurrentHashMap<>();

  /**
   * Registers the meters of a pipeline.
   *
   * @param traced of the same process
   * @param targets the names of its targets, in order
   * @param known its fields that are known in advance, in order
   * @param counts where its counts are, and are read
   */
  public MicrometerMetrics(
      MeterRegistry registry,
      TracedMeters traced,
      String pipeline,
      List<String> targets,
      List<String> known,
      PipelineCounts counts) {
    this.registry = registry;
    this.tags = Tags.of("pipeline", pipeline);
    this.counts = counts;
    List<String> fields = Stream.concat(targets.stream(), known.stream()).toList();
    for (Counted what : Counted.ALL) {
      if (what.isOfAlerts()) {
        alerts.put(what, traced.alerts(pipeline, what));
      } else {
        export(what, fields);
      }
    }
    this.batchSize = traced.batchSize(pipeline);
    this.runs = traced.runs(pipeline);
    this.targetNames = List.copyOf(targets);
    this.targets = targets.stream().map(TargetMeters::new).toList();
    this.sourceTimes = time("source.time", "How far a partition of the source topic has come");
    this.streamTimes = time("stream.time", "Stream time");
    this.closedThrough =
        time("closed.through", "End of the newest window that is closed to events");
    this.drainedThrough =
        time(
            "drained.through",
            "End of the newest window up to which every closed window was processed");
    this.holders =
        new PartitionGauge(
            registry,
            tags,
            "time.held.by.partition",
            "The source partition that holds the time of a partition's windows, -1: none does",
            null);
  }

  /** The registry holds what it reads weakly, but the function strongly, and by it the counts. */
  private void export(Counted what, List<String> fields) {
    if (what.field >= fields.size()) {
      return;
    }
    Tags field =
        what.field == Counted.NO_FIELD ? Tags.empty() : Tags.of("target", fields.get(what.field));
    FunctionCounter.builder("sluice." + what.name, counts, read -> counts.count(what))
        .description(what.description)
        .tags(tags.and(what.labels).and(field))
        .register(registry);
  }

  private PartitionGauge time(String name, String description) {
    return new PartitionGauge(registry, tags, name, description + ", event time", "seconds");
  }

  /** What is counted per target. */
  private final class TargetMeters {
    final Counter scored;
    final Counter covered;
    final DistributionSummary error;

    TargetMeters(String target) {
      Tags labels = tags.and("target", target);
      scored =
          counter("scored.values", "Values compared with the forecast one window before", labels);
      covered = counter("covered.values", "Those of them within the 80% interval", labels);
      error =
          DistributionSummary.builder("sluice.absolute.error")
              .description("Distance of scored values from the median, in the scaler's unit")
              .tags(labels)
              .register(registry);
    }
  }

  private Counter counter(String name, String description, Tags labels) {
    return Counter.builder("sluice." + name)
        .description(description)
        .tags(labels)
        .register(registry);
  }

  @Override
  void add(Counted what, long count) {
    add(what, count, null);
  }

  @Override
  void add(Counted what, long count, byte @Nullable [] trace) {
    counts.add(what, count);
    CounterDataPoint shown = alerts.get(what);
    if (shown == null || count == 0) {
      return;
    }
    Labels exemplar = TracedMeters.exemplar(trace);
    if (exemplar == null) {
      shown.inc(count);
    } else {
      shown.incWithExemplar(count, exemplar);
    }
  }

  @Override
  public void inference(int rows, long nanos, byte @Nullable [] trace) {
    Labels exemplar = TracedMeters.exemplar(trace);
    observe(batchSize, rows, exemplar);
    observe(runs, nanos / NANOS, exemplar);
  }

  private static void observe(
      DistributionDataPoint shown, double value, @Nullable Labels exemplar) {
    if (exemplar == null) {
      shown.observe(value);
    } else {
      shown.observeWithExemplar(value, exemplar);
    }
  }

  @Override
  public void scored(int target, boolean covered80, double absoluteError) {
    TargetMeters meters = targets.get(target);
    meters.scored.increment();
    if (covered80) {
      meters.covered.increment();
    }
    meters.error.record(absoluteError);
  }

  @Override
  public void progress(int partition, long streamTime, long closedThrough, long drainedThrough) {
    counts.progress(partition, streamTime, closedThrough, drainedThrough);
    streamTimes.set(partition, streamTime / MILLIS);
    this.closedThrough.set(partition, closedThrough / MILLIS);
    this.drainedThrough.set(partition, drainedThrough / MILLIS);
  }

  @Override
  public void sourceTime(int partition, long time) {
    sourceTimes.set(partition, time < 0 ? Double.NaN : time / MILLIS);
  }

  @Override
  public void timeHeldBy(int partition, int source) {
    holders.set(partition, source);
  }

  @Override
  public void sourceReleased(int partition) {
    sourceTimes.remove(partition);
  }

  @Override
  public void watched(WatchedWindow window) {
    watched.compute(
        window.key,
        (key, gauges) -> {
          if (gauges != null && gauges.fits(window)) {
            gauges.show(window);
            return gauges;
          }
          if (gauges != null) {
            gauges.close();
          }
          return new WatchedGauges(registry, tags, targetNames, window);
        });
  }

  @Override
  public void unwatched(String key) {
    WatchedGauges gauges = watched.remove(key);
    if (gauges != null) {
      gauges.close();
    }
  }

  @Override
  public void released(int partition) {
    for (PartitionGauge gauge : List.of(streamTimes, closedThrough, drainedThrough, holders)) {
      gauge.remove(partition);
    }
    watched.forEach(
        (key, gauges) -> {
          if (gauges.isOf(partition)) {
            unwatched(key);
          }
        });
  }
}
