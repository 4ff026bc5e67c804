package io.sluice.close.event;

import io.sluice.close.Emitter;
import io.sluice.close.OpenWindows;
import io.sluice.close.Pipeline;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Event;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.window.EventRow;
import io.sluice.window.EventRowCodec;
import io.sluice.window.RowKey;
import io.sluice.window.Windows;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes events that are tokens into the windows of a task that are open, which put them in order.
 * An event that comes too late, of a key for which there is no room, or into a window that is full,
 * is sent on instead.
 */
public final class OpenEvents {
  private final Windows windows;
  private final Emitter emitter;
  private final PipelineMetrics metrics;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final EventKeys keys;

  /** The open windows of a task, which lie in its store {@code rows}. */
  public OpenEvents(
      Pipeline pipeline,
      Windows windows,
      Emitter emitter,
      KeyValueStore<Bytes, byte[]> rows,
      EventKeys keys) {
    this.windows = windows;
    this.emitter = emitter;
    this.metrics = pipeline.metrics();
    this.rows = rows;
    this.keys = keys;
  }

  /** Takes an event; the parameters are those of {@link OpenWindows#add}. */
  public void add(
      Bytes key, Event event, long closedThrough, long recordTime, byte @Nullable [] trace) {
    long end = windows.endOf(event.timestamp());
    long passed = OpenWindows.passed(windows, event, end, closedThrough);
    if (end <= passed) {
      metrics.late(1);
      emitter.late(key, event, end, passed, trace);
      return;
    }
    Bytes rowKey = RowKey.of(end, key);
    byte[] row = EventRowCodec.append(rows.get(rowKey), entry(event), trace);
    if (row == null) {
      metrics.recordsDeadLettered(DeadLetterReason.WINDOW_FULL, 1);
      String most =
          "its window has %d events of the key or %d bytes of them, the most that it may have"
              .formatted(EventRowCodec.MAX_EVENTS, EventRowCodec.MAX_BYTES);
      emitter.deadEvent(key, event, recordTime, DeadLetterReason.WINDOW_FULL, most, trace);
    } else if (keys.admit(key)) {
      rows.put(rowKey, row);
      metrics.windowed(1);
    } else {
      metrics.recordsDeadLettered(DeadLetterReason.TOO_MANY_KEYS, 1);
      emitter.tooManyKeys(key, event, recordTime, trace);
    }
  }

  private static EventRow.Entry entry(Event event) {
    String token = Objects.requireNonNull(event.token(), "an event of values");
    return new EventRow.Entry(event.timestamp(), event.partition(), event.offset(), token);
  }
}
