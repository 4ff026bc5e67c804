package io.sluice.metrics;

import io.sluice.event.DeadLetterReason;
import io.sluice.output.Alert;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts that the process itself reads back: for replays, the demo and tests. Thread-safe. */
public final class InMemoryMetrics implements PipelineMetrics {
  private final LongAdder records = new LongAdder();
  private final LongAdder clocksAhead = new LongAdder();
  private final Map<Integer, Integer> holders = new ConcurrentHashMap<>();
  private final LongAdder windowed = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder recordsDeadLettered = new LongAdder();
  private final LongAdder windowsClosed = new LongAdder();
  private final LongAdder forecasts = new LongAdder();
  private final LongAdder windowsDeadLettered = new LongAdder();
  private final LongAdder runs = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder scored = new LongAdder();
  private final LongAdder covered = new LongAdder();
  private final LongAdder fired = new LongAdder();
  private final LongAdder resolved = new LongAdder();
  private final LongAdder keysCreated = new LongAdder();
  private final LongAdder keysExpired = new LongAdder();
  private final LongAdder modelSwitches = new LongAdder();
  private final Map<Integer, Long> streamTimes = new ConcurrentHashMap<>();
  private final Map<Integer, Long> drainedThrough = new ConcurrentHashMap<>();

  @Override
  public void records(long count) {
    records.add(count);
  }

  @Override
  public void windowed(long count) {
    windowed.add(count);
  }

  @Override
  public void late(long count) {
    late.add(count);
  }

  @Override
  public void recordsDeadLettered(DeadLetterReason reason, long count) {
    recordsDeadLettered.add(count);
  }

  @Override
  public void windowsClosed(long count) {
    windowsClosed.add(count);
  }

  @Override
  public void forecasts(long count) {
    forecasts.add(count);
  }

  @Override
  public void windowsDeadLettered(DeadLetterReason reason, long count) {
    windowsDeadLettered.add(count);
  }

  @Override
  public void inference(int batch, long nanos) {
    runs.increment();
    rows.add(batch);
  }

  @Override
  public void scored(int target, boolean covered80, double absoluteError) {
    scored.increment();
    if (covered80) {
      covered.increment();
    }
  }

  @Override
  public void alerts(Alert.Type type, Alert.Severity severity, Alert.Status status, long count) {
    (status == Alert.Status.FIRING ? fired : resolved).add(count);
  }

  @Override
  public void keysCreated(long count) {
    keysCreated.add(count);
  }

  @Override
  public void keysExpired(long count) {
    keysExpired.add(count);
  }

  @Override
  public void modelSwitched() {
    modelSwitches.increment();
  }

  @Override
  public void progress(int partition, long streamTime, long closedThrough, long drained) {
    streamTimes.put(partition, streamTime);
    drainedThrough.put(partition, drained);
  }

  @Override
  public void sourceTime(int partition, long time) {}

  @Override
  public void clocksAhead(long count) {
    clocksAhead.add(count);
  }

  @Override
  public void timeHeldBy(int partition, int source) {
    holders.put(partition, source);
  }

  @Override
  public void sourceReleased(int partition) {}

  @Override
  public void watched(WatchedWindow window) {}

  @Override
  public void unwatched(String key) {}

  @Override
  public void released(int partition) {}

  public long recordCount() {
    return records.sum();
  }

  public long windowedCount() {
    return windowed.sum();
  }

  /** Events that were so far ahead that windows waited for another key. */
  public long clocksAheadCount() {
    return clocksAhead.sum();
  }

  /** The source partition that holds a task's time; negative: nobody, or nothing was said. */
  public int holder(int partition) {
    return holders.getOrDefault(partition, -1);
  }

  public long lateCount() {
    return late.sum();
  }

  public long recordsDeadLetteredCount() {
    return recordsDeadLettered.sum();
  }

  public long windowsClosedCount() {
    return windowsClosed.sum();
  }

  public long forecastCount() {
    return forecasts.sum();
  }

  public long windowsDeadLetteredCount() {
    return windowsDeadLettered.sum();
  }

  /** Model runs. */
  public long runCount() {
    return runs.sum();
  }

  /** Rows of all model runs. */
  public long rowCount() {
    return rows.sum();
  }

  /** Values that were compared with a forecast. */
  public long scoredCount() {
    return scored.sum();
  }

  /** Those of them that lay in the 80% interval. */
  public long coveredCount() {
    return covered.sum();
  }

  public long alertsFiredCount() {
    return fired.sum();
  }

  public long alertsResolvedCount() {
    return resolved.sum();
  }

  /** Keys seen for the first time. */
  public long keysCreatedCount() {
    return keysCreated.sum();
  }

  public long modelSwitchesCount() {
    return modelSwitches.sum();
  }

  public long keysExpiredCount() {
    return keysExpired.sum();
  }

  /** By partition, the stream time, epoch ms. */
  public Map<Integer, Long> streamTimes() {
    return Map.copyOf(streamTimes);
  }

  /** By partition, the end of the newest window up to which every closed window was processed. */
  public Map<Integer, Long> drainedThrough() {
    return Map.copyOf(drainedThrough);
  }
}
