package io.sluice.close.event;

import io.sluice.close.KeyStates;
import io.sluice.state.event.EventKeyCodec;
import io.sluice.state.event.EventKeyState;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The key-state store of a task whose events are tokens. All keys are in one class, for none is
 * stepped without an event: what is due of them lies in the windows store, see {@link
 * Appointments}. With a limit, a key is counted from its first event on: a placeholder stands for
 * its state until its window is closed.
 */
public final class EventKeys {
  private final KeyValueStore<Bytes, byte[]> store;
  private final int limit;

  /** The number of keys; kept only with a limit. */
  private long count;

  /**
   * The states of a task.
   *
   * @param limit the most keys; 0: no limit
   */
  public EventKeys(KeyValueStore<Bytes, byte[]> store, int limit) {
    this.store = store;
    this.limit = limit;
    if (limit > 0) {
      try (var all = store.all()) {
        while (all.hasNext()) {
          all.next();
          count++;
        }
      }
    }
  }

  /**
   * Takes a key in that may be new.
   *
   * @return false when it is new and there is no room for it
   */
  boolean admit(Bytes key) {
    if (limit == 0 || store.get(KeyStates.resting(key)) != null) {
      return true;
    }
    if (count >= limit) {
      return false;
    }
    store.put(KeyStates.resting(key), KeyStates.placeholder());
    count++;
    return true;
  }

  /** What is known of a key; null: nothing yet. */
  @Nullable EventKeyState find(Bytes key) {
    byte[] stored = store.get(KeyStates.resting(key));
    return stored == null || KeyStates.isPlaceholder(stored) ? null : EventKeyCodec.decode(stored);
  }

  void put(Bytes key, EventKeyState state) {
    if (limit > 0 && store.get(KeyStates.resting(key)) == null) {
      count++; // its time to live was over while one of its windows was open
    }
    store.put(KeyStates.resting(key), EventKeyCodec.encode(state));
  }

  /** Forgets a key, or that it was admitted. */
  void delete(Bytes key) {
    if (limit > 0 && store.get(KeyStates.resting(key)) != null) {
      count--;
    }
    store.delete(KeyStates.resting(key));
  }
}
