package io.sluice.metrics;

import io.sluice.event.DeadLetterReason;
import io.sluice.event.UnusableField;
import io.sluice.output.Alert;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline counts. Two identities hold at rest:
 *
 * <pre>
 * records        = windowed + late + empty + deadLettered(record)
 * windows closed = forecasts + deadLettered(window)
 * </pre>
 *
 * <p>Called by many stream threads. What takes a count is of a transaction: see {@link
 * CommittedMetrics}. The rest is of processing: work that is undone and repeated is counted twice.
 * Counts end in {@link PipelineCounts}; what is no count goes nowhere unless it is overridden. No
 * key may become a label but those few that are watched.
 */
public abstract class PipelineMetrics {
  /** Adds to a counter. */
  abstract void add(Counted what, long count);

  /**
   * Adds to a counter.
   *
   * @param trace the trace parent of the event that it is about; null: none is known
   */
  void add(Counted what, long count, byte @Nullable [] trace) {
    add(what, count);
  }

  static <E, T> T of(Map<E, T> each, E constant) {
    return Objects.requireNonNull(each.get(constant));
  }

  /** Source records that are no watermarks were read. */
  public final void records(long count) {
    add(Counted.RECORDS, count);
  }

  /** An event was added to its open window. */
  public final void windowed(long count) {
    add(Counted.WINDOWED, count);
  }

  /** An event came after its window had closed. */
  public final void late(long count) {
    add(Counted.LATE, count);
  }

  /** A record has no value of any target and no plan. */
  public final void empty(long count) {
    add(Counted.EMPTY, count);
  }

  /**
   * A field could not be used, of an event whose other fields were.
   *
   * @param field which one: of the targets in order, then of the fields that are known in advance
   */
  public final void unusable(int field, UnusableField.Reason reason, long count) {
    add(of(Counted.UNUSABLE.get(field), reason), count);
  }

  /** An event is so far ahead that windows wait for another key before they close. */
  public final void clocksAhead(long count) {
    add(Counted.CLOCKS_AHEAD, count);
  }

  /** The time of a source record looks like another unit than the configured one. */
  public final void unitsDoubtful(long count) {
    add(Counted.UNITS_DOUBTFUL, count);
  }

  /** A source record went to the dead-letter topic. */
  public final void recordsDeadLettered(DeadLetterReason reason, long count) {
    add(of(Counted.RECORDS_DEAD_LETTERED, reason), count);
  }

  /** {@code count} windows (of that many keys) were taken from the store because they are due. */
  public final void windowsClosed(long count) {
    add(Counted.WINDOWS_CLOSED, count);
  }

  /** {@code count} forecasts were sent. */
  public final void forecasts(long count) {
    add(Counted.FORECASTS, count);
  }

  /** {@code count} events were labelled. */
  public final void labelled(long count) {
    add(Counted.LABELLED, count);
  }

  /** A closed window went to the dead-letter topic. */
  public final void windowsDeadLettered(DeadLetterReason reason, long count) {
    add(of(Counted.WINDOWS_DEAD_LETTERED, reason), count);
  }

  /**
   * An alert record was sent.
   *
   * @param trace the {@link io.sluice.event.TraceParent} of the newest event of its window; null:
   *     it has none
   */
  public final void alert(
      Alert.Type type, Alert.Severity severity, Alert.Status status, byte @Nullable [] trace) {
    add(of(of(of(Counted.ALERTS, status), type), severity), 1, trace);
  }

  /** A key was seen for the first time. */
  public final void keysCreated(long count) {
    add(Counted.KEYS_CREATED, count);
  }

  /** A key's state was dropped after the time to live. */
  public final void keysExpired(long count) {
    add(Counted.KEYS_EXPIRED, count);
  }

  /** A task went over to another model. */
  public void modelSwitched() {
    add(Counted.MODEL_SWITCHES, 1);
  }

  /**
   * One ONNX run stepped {@code rows} rows in {@code nanos} nanoseconds.
   *
   * @param trace the {@link io.sluice.event.TraceParent} of an event of one of their windows; null:
   *     none has one
   */
  public void inference(int rows, long nanos, byte @Nullable [] trace) {}

  /**
   * One observed value was compared with the forecast made one window before.
   *
   * @param target index of the target
   * @param covered80 whether it lay between the 0.1 and the 0.9 quantile
   * @param absoluteError distance from the median in the scaler's unit
   */
  public void scored(int target, boolean covered80, double absoluteError) {}

  /**
   * A task closed windows.
   *
   * @param partition the task's partition
   * @param streamTime the partition's stream time, epoch ms
   * @param closedThrough end of the newest window that is closed to events, epoch ms
   * @param drainedThrough end of the newest window up to which every closed window was processed;
   *     equal to {@code closedThrough} when nothing is waiting
   */
  public void progress(int partition, long streamTime, long closedThrough, long drainedThrough) {}

  /**
   * A source partition has come further in time.
   *
   * @param partition the source partition
   * @param time its event time, epoch ms; negative: it has none yet
   */
  public void sourceTime(int partition, long time) {}

  /**
   * A task has looked who holds its time.
   *
   * @param partition the task's partition
   * @param source the source partition that is last of those that count; negative: nobody
   */
  public void timeHeldBy(int partition, int source) {}

  /** The task that reads a source partition was given up. */
  public void sourceReleased(int partition) {}

  /** A window of a watched key was stepped. */
  public void watched(WatchedWindow window) {}

  /** Nothing is expected of a watched key any more, until it has another event. */
  public void unwatched(String key) {}

  /** The partition's task was given up: what is shown of it now is another instance's to say. */
  public void released(int partition) {}
}
