package io.sluice.topology;

import io.sluice.window.RowKey;
import io.sluice.window.WindowRow;
import io.sluice.window.WindowRowCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes due rows from the windows store chunk by chunk, in order of (end, key), one window end a
 * chunk. It remembers where it stopped, for a scan from the start would pass over the tombstones of
 * all that was drained before.
 */
final class DueRows {
  /** A row that is due. */
  record Due(Bytes key, WindowRow row) {}

  private final KeyValueStore<Bytes, byte[]> rows;
  private final WindowRowCodec codec;
  private final int capacity;
  private final List<Due> chunk;
  private Bytes from;
  private long end;

  /**
   * A reader of chunks.
   *
   * @param drainedThrough end of the newest window of which no row is left
   */
  DueRows(
      KeyValueStore<Bytes, byte[]> rows, WindowRowCodec codec, int capacity, long drainedThrough) {
    this.rows = rows;
    this.codec = codec;
    this.capacity = capacity;
    this.chunk = new ArrayList<>(capacity);
    this.from = RowKey.first(drainedThrough + 1);
  }

  /** Reads the next chunk of windows that end at or before a time; false when there is none. */
  boolean next(long closedThrough) {
    chunk.clear();
    try (KeyValueIterator<Bytes, byte[]> due = rows.range(from, RowKey.first(closedThrough + 1))) {
      while (chunk.size() < capacity && due.hasNext()) {
        if (!chunk.isEmpty() && RowKey.end(due.peekNextKey()) != end) {
          break;
        }
        KeyValue<Bytes, byte[]> next = due.next();
        end = RowKey.end(next.key);
        if (end > closedThrough) {
          break;
        }
        chunk.add(new Due(RowKey.key(next.key), codec.decode(next.value)));
        from = RowKey.after(next.key);
      }
    }
    return !chunk.isEmpty();
  }

  /** The rows of the chunk. */
  List<Due> chunk() {
    return chunk;
  }

  /** End of the chunk's windows. */
  long end() {
    return end;
  }
}
