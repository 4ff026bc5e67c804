package io.sluice.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.sluice.event.DeadLetterReason;
import io.sluice.output.Alert;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A pipeline's counts as {@code sluice.*} meters of a registry. Labels come from closed lists: the
 * pipeline, its targets, partitions, and the constants of enums. No label takes a key but those few
 * that the configuration watches.
 *
 * <p>Coverage of the 80% interval is a quotient that the reader forms: {@code
 * rate(sluice_covered_values_total[1h]) / rate(sluice_scored_values_total[1h])}.
 *
 * <p>Every meter is looked up once, here, so that counting costs an addition.
 */
public final class MicrometerMetrics implements PipelineMetrics {
  private static final int LARGEST_BATCH = 2048;
  private static final double MILLIS = 1000;
  private static final Duration[] RUN_BUCKETS =
      IntStream.of(50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 1_000_000)
          .mapToObj(micros -> Duration.ofNanos(micros * 1000L))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Tags tags;
  private final Counter records;
  private final Counter windowed;
  private final Counter clocksAhead;
  private final PartitionGauge sourceTimes;
  private final PartitionGauge streamTimes;
  private final PartitionGauge closedThrough;
  private final PartitionGauge drainedThrough;
  private final PartitionGauge holders;
  private final Counter late;
  private final Counter windowsClosed;
  private final Counter forecasts;
  private final Counter keysCreated;
  private final Counter keysExpired;
  private final Counter modelSwitches;
  private final Map<DeadLetterReason, Counter> deadRecords;
  private final Map<DeadLetterReason, Counter> deadWindows;
  private final Map<Alert.Type, Map<Alert.Severity, Map<Alert.Status, Counter>>> alerts;
  private final DistributionSummary batchSize;
  private final Timer runs;
  private final List<String> targetNames;
  private final List<TargetMeters> targets;
  private final Map<String, WatchedGauges> watched = new ConcurrentHashMap<>();

  /**
   * Registers the meters of a pipeline, all at zero.
   *
   * @param targets the names of its targets, in order
   */
  public MicrometerMetrics(MeterRegistry registry, String pipeline, List<String> targets) {
    this.registry = registry;
    this.tags = Tags.of("pipeline", pipeline);
    this.records = counter("records", "Source records read");
    this.windowed = counter("windowed.records", "Events added to their window");
    this.late = counter("late.records", "Events that came after their window had closed");
    this.clocksAhead =
        counter(
            "clock.ahead.records",
            "Events so far ahead that windows wait for another key before they close");
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
    this.windowsClosed = counter("windows.closed", "Windows taken from the store, one per key");
    this.forecasts = counter("forecasts", "Forecasts sent");
    this.keysCreated = counter("new.keys", "Keys seen for the first time");
    this.modelSwitches = counter("model.switches", "Tasks that went over to another model");
    this.keysExpired = counter("expired.keys", "Keys dropped after their time to live");
    this.deadRecords =
        byReason("dead.lettered.records", "Source records sent to the dead-letter topic");
    this.deadWindows =
        byReason("dead.lettered.windows", "Closed windows sent to the dead-letter topic");
    this.alerts =
        each(
            Alert.Type.class,
            type ->
                each(
                    Alert.Severity.class,
                    severity ->
                        each(Alert.Status.class, status -> alerts(type, severity, status))));
    this.batchSize =
        DistributionSummary.builder("sluice.inference.batch.size")
            .description("Rows stepped by one model run")
            .tags(tags)
            .serviceLevelObjectives(batchBuckets())
            .register(registry);
    this.runs =
        Timer.builder("sluice.inference.duration")
            .description("Time of one model run")
            .tags(tags)
            .serviceLevelObjectives(RUN_BUCKETS)
            .register(registry);
    this.targetNames = List.copyOf(targets);
    this.targets = targets.stream().map(TargetMeters::new).toList();
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
      Tag tag = Tag.of("target", target);
      scored = counter("scored.values", "Values compared with the forecast one window before", tag);
      covered = counter("covered.values", "Those of them within the 80% interval", tag);
      error =
          DistributionSummary.builder("sluice.absolute.error")
              .description("Distance of scored values from the median, in the scaler's unit")
              .tags(tags.and(tag))
              .register(registry);
    }
  }

  private Counter counter(String name, String description, Tag... more) {
    return Counter.builder("sluice." + name)
        .description(description)
        .tags(tags.and(more))
        .register(registry);
  }

  private Counter alerts(Alert.Type type, Alert.Severity severity, Alert.Status status) {
    return counter(
        "alerts",
        "Alert records sent",
        Tag.of("type", label(type)),
        Tag.of("severity", label(severity)),
        Tag.of("status", label(status)));
  }

  private Map<DeadLetterReason, Counter> byReason(String name, String description) {
    return each(
        DeadLetterReason.class,
        reason -> counter(name, description, Tag.of("reason", reason.label())));
  }

  private static <E extends Enum<E>, T> Map<E, T> each(Class<E> type, Function<E, T> value) {
    Map<E, T> values = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      values.put(constant, value.apply(constant));
    }
    return values;
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double[] batchBuckets() {
    return IntStream.iterate(1, size -> size <= LARGEST_BATCH, size -> size * 2)
        .asDoubleStream()
        .toArray();
  }

  @Override
  public void records(long count) {
    records.increment((double) count);
  }

  @Override
  public void windowed(long count) {
    windowed.increment((double) count);
  }

  @Override
  public void late(long count) {
    late.increment((double) count);
  }

  @Override
  public void recordsDeadLettered(DeadLetterReason reason, long count) {
    add(deadRecords, reason, count);
  }

  @Override
  public void windowsClosed(long count) {
    windowsClosed.increment((double) count);
  }

  @Override
  public void forecasts(long count) {
    forecasts.increment((double) count);
  }

  @Override
  public void windowsDeadLettered(DeadLetterReason reason, long count) {
    add(deadWindows, reason, count);
  }

  @Override
  public void inference(int rows, long nanos) {
    batchSize.record(rows);
    runs.record(nanos, TimeUnit.NANOSECONDS);
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
  public void alerts(Alert.Type type, Alert.Severity severity, Alert.Status status, long count) {
    var bySeverity = alerts.get(type);
    var byStatus = bySeverity == null ? null : bySeverity.get(severity);
    if (byStatus != null) {
      add(byStatus, status, count);
    }
  }

  private static <E> void add(Map<E, Counter> counters, E constant, long count) {
    Counter counter = counters.get(constant);
    if (counter != null) {
      counter.increment((double) count);
    }
  }

  @Override
  public void keysCreated(long count) {
    keysCreated.increment((double) count);
  }

  @Override
  public void keysExpired(long count) {
    keysExpired.increment((double) count);
  }

  @Override
  public void modelSwitched() {
    modelSwitches.increment();
  }

  @Override
  public void progress(int partition, long streamTime, long closedThrough, long drainedThrough) {
    streamTimes.set(partition, streamTime / MILLIS);
    this.closedThrough.set(partition, closedThrough / MILLIS);
    this.drainedThrough.set(partition, drainedThrough / MILLIS);
  }

  @Override
  public void sourceTime(int partition, long time) {
    sourceTimes.set(partition, time < 0 ? Double.NaN : time / MILLIS);
  }

  @Override
  public void clocksAhead(long count) {
    clocksAhead.increment((double) count);
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
