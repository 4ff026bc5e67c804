package io.sluice.close;

import io.sluice.state.Activity;
import io.sluice.state.KeyStateCodec;
import io.sluice.state.Outages;
import io.sluice.window.RowKey;
import io.sluice.window.WindowRow;
import io.sluice.window.WindowRowCodec;
import io.sluice.window.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is due, chunk by chunk, in order of (window end, key): for each window end, a merge of
 * the queued rows with the active keys, both of which lie in the stores in order of the keys. A key
 * is due when it has a row, or when the window is its next expected one. A key that was stepped is
 * not due again, so an end that was begun before a crash is simply begun again.
 */
public final class DueWindows {
  /** The most windows in a row that are looked at in vain before the time is looked at. */
  private static final int MAX_EMPTY = 16;

  private static final Bytes FIRST_KEY = Bytes.wrap(new byte[0]);

  /** A key that is due. */
  static final class Due {
    final Bytes key;

    /** Its events, if there are any. */
    final WindowRow row;

    /** Whether the row lies in the windows store. */
    final boolean queued;

    /** The stored state of an active key; null for a stale or new one. */
    final byte @Nullable [] active;

    Due(Bytes key, WindowRow row, boolean queued, byte @Nullable [] active) {
      this.key = key;
      this.row = row;
      this.queued = queued;
      this.active = active;
    }
  }

  private final KeyValueStore<Bytes, byte[]> rows;
  private final WindowRowCodec rowCodec;
  private final KeyStates states;
  private final Windows windows;
  private final @Nullable Outages outages;
  private final int capacity;
  private final WindowRow empty;
  private final List<Due> chunk;
  private long drainedThrough;

  /** Whether windows that end at {@link #end} are being taken: the keys from {@link #from} on. */
  private boolean open;

  private long end;
  private Bytes from = FIRST_KEY;

  /**
   * A reader of chunks.
   *
   * @param outages which windows are one; null: it does not matter, for nothing is zero
   * @param capacity the most keys of a chunk
   * @param drainedThrough end of the newest window of which nothing is left
   */
  public DueWindows(
      KeyValueStore<Bytes, byte[]> rows,
      WindowRowCodec rowCodec,
      KeyStates states,
      Windows windows,
      @Nullable Outages outages,
      int capacity,
      long drainedThrough) {
    this.rows = rows;
    this.rowCodec = rowCodec;
    this.states = states;
    this.windows = windows;
    this.outages = outages;
    this.capacity = capacity;
    this.drainedThrough = drainedThrough;
    this.empty = rowCodec.decode(WindowRowCodec.empty());
    this.chunk = new ArrayList<>(capacity);
  }

  /**
   * Reads the next chunk of windows that end at or before a time. The chunk before must have been
   * closed. A chunk is empty when many windows in a row had nothing: whoever reads has other things
   * to do.
   *
   * @return false when nothing is left
   */
  public boolean next(long closedThrough) {
    chunk.clear();
    for (int i = 0; i < MAX_EMPTY && chunk.isEmpty(); i++) {
      if (!open && !begin(closedThrough)) {
        drainedThrough = closedThrough;
        return false;
      }
      gather();
      judge();
    }
    return true;
  }

  /** Goes on to the next window end at which something may be due. */
  private boolean begin(long closedThrough) {
    end = states.mayHaveActive() ? windows.nextEnd(drainedThrough) : Long.MAX_VALUE;
    Bytes before = RowKey.first(Math.min(end, closedThrough + 1));
    try (var queued = rows.range(RowKey.first(drainedThrough + 1), before)) {
      if (queued.hasNext()) {
        end = RowKey.end(queued.peekNextKey());
      }
    }
    if (end > closedThrough) {
      return false;
    }
    // Nothing is due before it: a drain that is interrupted here goes on here, not in 1970.
    drainedThrough = Math.max(drainedThrough, windows.startOf(end));
    open = true;
    from = FIRST_KEY;
    states.beginScan();
    return true;
  }

  /** Takes due keys until the chunk is full or the end is through. */
  private void gather() {
    if (merge(from, this::take)) {
      open = false;
      drainedThrough = end;
    } else {
      from = RowKey.after(chunk.get(capacity - 1).key);
    }
  }

  private boolean take(Due due) {
    return chunk.size() < capacity && chunk.add(due);
  }

  /**
   * Merges rows and active keys, from a key on.
   *
   * @param taker takes a due key, and says whether it did
   * @return whether all were taken
   */
  private boolean merge(Bytes first, Predicate<Due> taker) {
    try (var queued = rows.range(RowKey.of(end, first), RowKey.first(end + 1));
        var active = states.active(first)) {
      while (queued.hasNext() || active.hasNext()) {
        int order = order(queued, active);
        if (order <= 0) {
          Bytes key = RowKey.key(queued.peekNextKey());
          WindowRow row = rowCodec.decode(queued.next().value);
          if (!taker.test(new Due(key, row, true, order == 0 ? active.next().value : null))) {
            return false;
          }
        } else {
          KeyValue<Bytes, byte[]> state = active.next();
          if (isExpected(state.value)
              && !taker.test(new Due(KeyStates.series(state.key), empty, false, state.value))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Whether an active key is to be stepped in any case. */
  private boolean isExpected(byte[] state) {
    return windows.nextEnd(KeyStateCodec.lastEnd(state)) == end;
  }

  /** Finds out whether the window is an outage: of its first chunk, if that is all of it. */
  private void judge() {
    if (outages != null && !chunk.isEmpty() && !outages.isJudged(end)) {
      Activity activity = new Activity();
      if (open) {
        merge(FIRST_KEY, due -> add(due, activity));
      } else {
        chunk.forEach(due -> add(due, activity));
      }
      outages.judge(end, activity.isSilent());
    }
  }

  private boolean add(Due due, Activity activity) {
    if (due.active != null && isExpected(due.active)) {
      activity.add(KeyStateCodec.pause(due.active), due.row.hasValue());
    }
    return true;
  }

  /** Negative if the next row's key comes before the next active key, zero if they are one. */
  private static int order(
      KeyValueIterator<Bytes, byte[]> queued, KeyValueIterator<Bytes, byte[]> active) {
    if (!active.hasNext()) {
      return -1;
    }
    return queued.hasNext() ? KeyStates.compare(queued.peekNextKey(), active.peekNextKey()) : 1;
  }

  /** The keys of the chunk. */
  public List<Due> chunk() {
    return chunk;
  }

  /** End of the chunk's windows. */
  public long end() {
    return end;
  }

  /** Whether the chunk's windows are of an outage. */
  public boolean isOutage() {
    return outages != null && outages.isLast();
  }

  /** End of the newest window of which nothing is left once the chunk is closed. */
  public long drainedThrough() {
    return drainedThrough;
  }
}
