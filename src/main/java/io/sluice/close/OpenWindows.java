package io.sluice.close;

import io.sluice.config.Aggregate;
import io.sluice.config.TargetConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Event;
import io.sluice.event.Signal;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.window.RowKey;
import io.sluice.window.WindowRow;
import io.sluice.window.WindowRowCodec;
import io.sluice.window.Windows;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes events into the windows of a task that are open. An event that comes too late, or of a key
 * for which there is no room, is sent on instead.
 */
public final class OpenWindows {
  private final Windows windows;
  private final Emitter emitter;
  private final PipelineMetrics metrics;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final WindowRowCodec codec;
  private final KeyStates states;
  private final List<Aggregate> aggregates;

  /** The open windows of a task, which lie in its store {@code rows}. */
  public OpenWindows(
      Pipeline pipeline,
      Windows windows,
      Emitter emitter,
      KeyValueStore<Bytes, byte[]> rows,
      WindowRowCodec codec,
      KeyStates states) {
    this.windows = windows;
    this.emitter = emitter;
    this.metrics = pipeline.metrics();
    this.rows = rows;
    this.codec = codec;
    this.states = states;
    this.aggregates = pipeline.config().targets().stream().map(TargetConfig::aggregate).toList();
  }

  /**
   * Takes an event.
   *
   * @param key its series key
   * @param event with the time of its source partition
   * @param closedThrough end of the newest window of the task that is closed, epoch ms
   * @param recordTime timestamp of its source record, epoch ms
   * @param trace its trace parent; null: none
   */
  public void add(
      Bytes key, Event event, long closedThrough, long recordTime, byte @Nullable [] trace) {
    long end = windows.endOf(event.timestamp());
    long passed = passed(windows, event, end, closedThrough);
    if (end <= passed) {
      metrics.late(1);
      emitter.late(key, event, end, passed, trace);
      return;
    }
    Bytes rowKey = RowKey.of(end, key);
    byte[] stored = rows.get(rowKey);
    WindowRow row = stored == null ? new WindowRow(aggregates) : codec.decode(stored);
    if (!admit(key, row, event)) {
      metrics.recordsDeadLettered(DeadLetterReason.TOO_MANY_KEYS, 1);
      emitter.tooManyKeys(key, event, recordTime, trace);
      return;
    }
    row.add(event);
    row.trace(trace);
    rows.put(rowKey, codec.encode(row));
    metrics.windowed(1);
  }

  /** A key takes its place with a window's first value; what is announced in advance needs none. */
  private boolean admit(Bytes key, WindowRow row, Event event) {
    if (event.hasValue()) {
      return row.hasValue() || states.admit(key);
    }
    return !row.isEmpty() || states.admitPlan(key);
  }

  /**
   * Through which windows time has passed for an event: those that its own source partition has
   * passed, however far others are, and if it is beyond, what is closed, which is further only
   * behind a partition that was passed over.
   */
  public static long passed(Windows windows, Event event, long end, long closedThrough) {
    long own = event.sourceTime() == Signal.NO_TIME ? 0 : windows.closedThrough(event.sourceTime());
    return end <= own ? own : closedThrough;
  }
}
