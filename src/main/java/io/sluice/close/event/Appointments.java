package io.sluice.close.event;

import io.sluice.state.event.EventKeyState;
import io.sluice.window.EventRowCodec;
import io.sluice.window.RowKey;
import io.sluice.window.Windows;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sees to it that a key comes due though nothing happens: when its session is over, when an event
 * is missing, and when its time to live has passed. A key has one appointment at a time, a row
 * without an event. One that turns out to be early is kept, and moved on then: a busy key need not
 * move it with every event.
 */
final class Appointments {
  private final Windows windows;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final long sessionGap;
  private final long keyTtl;

  /**
   * The appointments of a task.
   *
   * @param sessionGap after how long a silence a session is over, ms; 0: never
   * @param keyTtl after how long a silence a key is forgotten, ms
   */
  Appointments(Windows windows, KeyValueStore<Bytes, byte[]> rows, long sessionGap, long keyTtl) {
    this.windows = windows;
    this.rows = rows;
    this.sessionGap = sessionGap;
    this.keyTtl = keyTtl;
  }

  /** Whether the key is to be forgotten at the end of a window. */
  boolean isExpired(EventKeyState state, long end) {
    return end >= state.memory.lastTime() + keyTtl;
  }

  /** Whether a missing event is to be told of at the end of a window. */
  static boolean isMissing(EventKeyState state, long end) {
    return state.missingAt != EventKeyState.NEVER && end >= state.missingAt;
  }

  /** Whether the key's session is over by its gap at the end of a window. */
  boolean isSessionOver(EventKeyState state, long end) {
    return state.memory.isSessionOpen()
        && sessionGap > 0
        && end - state.memory.lastTime() > sessionGap;
  }

  /** Makes sure that a key which is as it is at the end of a window comes due in time. */
  void make(Bytes key, EventKeyState state, long end) {
    long last = state.memory.lastTime();
    long wanted = windows.endOf(last + keyTtl);
    if (state.memory.isSessionOpen() && sessionGap > 0) {
      wanted = Math.min(wanted, windows.endOf(last + sessionGap));
    }
    if (state.missingAt != EventKeyState.NEVER) {
      wanted = Math.min(wanted, windows.endOf(state.missingAt - 1));
    }
    wanted = Math.max(wanted, windows.endOf(end));
    if (state.appointment <= end || wanted < state.appointment) {
      state.appointment = wanted;
      rows.putIfAbsent(RowKey.of(wanted, key), EventRowCodec.empty());
    }
  }
}
