package io.sluice.close.event;

import io.sluice.window.EventRow;
import io.sluice.window.EventRowCodec;
import io.sluice.window.RowKey;
import io.sluice.window.Windows;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Finds what is due of events that are tokens, chunk by chunk, in order of (window end, key): the
 * rows of the windows store, which hold events or an appointment. What was closed is deleted, so an
 * end that was begun before a crash is simply begun again.
 */
public final class DueEvents {
  /** The most events of a chunk; a key's row is taken whole. */
  static final int MAX_EVENTS = 50_000;

  /** The most bytes of a chunk's rows, likewise. */
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  /** A key that is due. */
  record Due(Bytes key, EventRow row) {}

  private final KeyValueStore<Bytes, byte[]> rows;
  private final Windows windows;
  private final int capacity;
  private final List<Due> chunk = new ArrayList<>();
  private long drainedThrough;
  private long end;
  private Bytes from;

  /**
   * A reader of chunks.
   *
   * @param capacity the most keys of a chunk
   * @param drainedThrough end of the newest window of which nothing is left
   */
  public DueEvents(
      KeyValueStore<Bytes, byte[]> rows, Windows windows, int capacity, long drainedThrough) {
    this.rows = rows;
    this.windows = windows;
    this.capacity = capacity;
    this.drainedThrough = drainedThrough;
    this.from = RowKey.first(drainedThrough + 1);
  }

  /**
   * Reads the next chunk of windows that end at or before a time. The chunk before must have been
   * closed.
   *
   * @return false when nothing is left
   */
  public boolean next(long closedThrough) {
    chunk.clear();
    try (var queued = rows.range(from, RowKey.first(closedThrough + 1))) {
      if (!queued.hasNext()) {
        drainedThrough = Math.max(drainedThrough, closedThrough);
        from = RowKey.first(drainedThrough + 1);
        return false;
      }
      end = RowKey.end(queued.peekNextKey());
      drainedThrough = Math.max(drainedThrough, windows.startOf(end));
      take(queued);
    }
    return true;
  }

  private void take(KeyValueIterator<Bytes, byte[]> queued) {
    int events = 0;
    long bytes = 0;
    while (chunk.size() < capacity
        && events < MAX_EVENTS
        && bytes < MAX_BYTES
        && queued.hasNext()) {
      if (RowKey.end(queued.peekNextKey()) != end) {
        drainedThrough = end;
        from = RowKey.first(end + 1);
        return;
      }
      KeyValue<Bytes, byte[]> row = queued.next();
      from = RowKey.after(row.key);
      EventRow decoded = EventRowCodec.decode(row.value);
      events += decoded.entries().size();
      bytes += row.value.length;
      chunk.add(new Due(RowKey.key(row.key), decoded));
    }
  }

  /** The keys of the chunk, in order. */
  List<Due> chunk() {
    return chunk;
  }

  /** End of the chunk's windows. */
  long end() {
    return end;
  }

  /** End of the newest window of which nothing is left once the chunk is closed. */
  public long drainedThrough() {
    return drainedThrough;
  }
}
