package io.sluice.metrics;

import io.sluice.output.Alert;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * All counts of a pipeline, each in one place: replays, the demo and tests read them here, and
 * {@link MicrometerMetrics} shows them to Prometheus. Thread-safe.
 */
public final class PipelineCounts extends PipelineMetrics {
  private final LongAdder[] adders =
      Stream.generate(LongAdder::new).limit(Counted.ALL.size()).toArray(LongAdder[]::new);
  private final Map<Integer, Long> drainedThrough = new ConcurrentHashMap<>();
  private final AtomicLong streamTime = new AtomicLong(-1);

  @Override
  void add(Counted what, long count) {
    adders[what.slot].add(count);
  }

  @Override
  public void progress(int partition, long streamTime, long closedThrough, long drained) {
    drainedThrough.put(partition, drained);
    this.streamTime.accumulateAndGet(streamTime, Math::max);
  }

  long count(Counted what) {
    return adders[what.slot].sum();
  }

  private long count(Collection<Counted> all) {
    return all.stream().mapToLong(this::count).sum();
  }

  private long alerts(Alert.Status status) {
    return of(Counted.ALERTS, status).values().stream()
        .mapToLong(bySeverity -> count(bySeverity.values()))
        .sum();
  }

  public long recordCount() {
    return count(Counted.RECORDS);
  }

  public long windowedCount() {
    return count(Counted.WINDOWED);
  }

  public long lateCount() {
    return count(Counted.LATE);
  }

  public long emptyCount() {
    return count(Counted.EMPTY);
  }

  /** Fields that could not be used, of events whose other fields were. */
  public long unusableCount() {
    return Counted.UNUSABLE.stream().mapToLong(byReason -> count(byReason.values())).sum();
  }

  public long recordsDeadLetteredCount() {
    return count(Counted.RECORDS_DEAD_LETTERED.values());
  }

  /** Records of which it is decided what they are; at rest, all of them. */
  public long accountedCount() {
    return windowedCount() + lateCount() + emptyCount() + recordsDeadLetteredCount();
  }

  public long windowsClosedCount() {
    return count(Counted.WINDOWS_CLOSED);
  }

  public long forecastCount() {
    return count(Counted.FORECASTS);
  }

  public long windowsDeadLetteredCount() {
    return count(Counted.WINDOWS_DEAD_LETTERED.values());
  }

  public long alertsFiredCount() {
    return alerts(Alert.Status.FIRING);
  }

  /** Alerts whose type was corrected. */
  public long alertsUpdatedCount() {
    return alerts(Alert.Status.UPDATED);
  }

  public long alertsResolvedCount() {
    return alerts(Alert.Status.RESOLVED);
  }

  /** Keys seen for the first time. */
  public long keysCreatedCount() {
    return count(Counted.KEYS_CREATED);
  }

  public long keysExpiredCount() {
    return count(Counted.KEYS_EXPIRED);
  }

  /** Events that the model has labelled. */
  public long labelledCount() {
    return count(Counted.LABELLED);
  }

  /** Events that were so far ahead that windows waited for another key. */
  public long clocksAheadCount() {
    return count(Counted.CLOCKS_AHEAD);
  }

  /** Source records whose time looks like another unit than the configured one. */
  public long unitsDoubtfulCount() {
    return count(Counted.UNITS_DOUBTFUL);
  }

  public long modelSwitchesCount() {
    return count(Counted.MODEL_SWITCHES);
  }

  /** How far the event time of any partition has come, epoch ms; -1: nowhere yet. */
  public long streamTime() {
    return streamTime.get();
  }

  /** By partition, the end of the newest window up to which every closed window was processed. */
  public Map<Integer, Long> drainedThrough() {
    return Map.copyOf(drainedThrough);
  }
}
