package io.sluice.close;

import io.sluice.close.Closing.Origin;
import io.sluice.state.KeyState;
import io.sluice.state.KeyStateCodec;
import io.sluice.state.StoredKey;
import io.sluice.window.KeyPlans;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The key-state store of a task. The states lie in two classes, and the class is the first byte of
 * the stored key: <em>active</em> keys are stepped in every expected window, with or without an
 * event, so that a closing window finds them by one scan in order of the keys; <em>stale</em> keys,
 * which have been silent for longer than they are imputed, rest until an event or a row of the
 * {@link Agenda} names them, however many they are.
 *
 * <p>With a limit, a key is counted from its first value on: until it is stepped, a placeholder
 * stands for its state, in the stale class. So the number of keys is the number of entries of these
 * classes, which are counted when a task begins. A key whose state is dropped while one of its
 * windows is open, because it expired or because the window before could not be stepped, comes back
 * when that window is closed, even beyond the limit.
 *
 * <p>A key for which only plans have been announced takes no place. What bounds its open windows,
 * whose plans are forgotten unless a value comes, is a class of its own: of <em>planned</em> keys
 * there are at most as many as the limit, each until the first of these windows is closed.
 */
public final class KeyStates {
  private static final byte ACTIVE = 'a';
  private static final byte STALE = 's';
  private static final byte PLANNED = 'p';
  private static final Bytes END_OF_ACTIVE = Bytes.wrap(new byte[] {ACTIVE + 1});

  private static final byte[] PLACEHOLDER = {0};

  private final KeyValueStore<Bytes, byte[]> store;
  private KeyStateCodec codec;
  private final int limit;

  /** The number of active and stale entries; kept only with a limit. */
  private long count;

  /** The number of planned ones. */
  private long planned;

  /** Whether an active key was read or put since the last scan began. */
  private boolean mayHaveActive = true;

  /**
   * The states of a task.
   *
   * @param limit the most keys; 0: no limit
   */
  public KeyStates(KeyValueStore<Bytes, byte[]> store, KeyStateCodec codec, int limit) {
    this.store = store;
    this.codec = codec;
    this.limit = limit;
    if (limit > 0) {
      count();
    }
  }

  private void count() {
    try (var all = store.all()) {
      while (all.hasNext()) {
        if (all.next().key.get()[0] == PLANNED) {
          planned++;
        } else {
          count++;
        }
      }
    }
  }

  /**
   * Takes a key in that may be new, with its window's first value.
   *
   * @return false when it is new and there is no room for it
   */
  public boolean admit(Bytes key) {
    if (limit == 0 || isKnown(key)) {
      return true;
    }
    if (count >= limit) {
      return false;
    }
    store.put(name(STALE, key), PLACEHOLDER);
    count++;
    forgetPlanned(key);
    return true;
  }

  /**
   * Lets a window begin that has a plan and no value.
   *
   * @return false when its key is new and too many such keys have plans
   */
  public boolean admitPlan(Bytes key) {
    if (limit == 0 || isKnown(key) || store.get(name(PLANNED, key)) != null) {
      return true;
    }
    if (planned >= limit) {
      return false;
    }
    store.put(name(PLANNED, key), PLACEHOLDER);
    planned++;
    return true;
  }

  /** A key for which only plans had been announced has none any more, or is admitted. */
  void forgetPlanned(Bytes key) {
    if (planned > 0 && store.get(name(PLANNED, key)) != null) {
      store.delete(name(PLANNED, key));
      planned--;
    }
  }

  private boolean isKnown(Bytes key) {
    return store.get(name(ACTIVE, key)) != null || stale(key) != null;
  }

  /** The name of a key that comes due by a row alone. */
  public static Bytes resting(Bytes key) {
    return name(STALE, key);
  }

  /** What stands for the state of a key that was admitted. Shared: not to be changed. */
  public static byte[] placeholder() {
    return PLACEHOLDER;
  }

  /** Whether what is stored only says that the key was admitted. */
  public static boolean isPlaceholder(byte[] stored) {
    return Arrays.equals(stored, PLACEHOLDER);
  }

  /** Another model takes over: states are read and written for it from now on. */
  public void use(KeyStateCodec other) {
    codec = other;
  }

  /** The state of a key that was never seen. */
  KeyState create() {
    return codec.create();
  }

  StoredKey decode(byte[] stored) {
    return codec.decode(stored);
  }

  /** False when the last scan over all active keys found none, and none has been put since. */
  boolean mayHaveActive() {
    return mayHaveActive;
  }

  /** A scan over all active keys begins. */
  void beginScan() {
    mayHaveActive = false;
  }

  /** Stored forms of the active keys from a series key on, in order. */
  KeyValueIterator<Bytes, byte[]> active(Bytes from) {
    KeyValueIterator<Bytes, byte[]> active = store.range(name(ACTIVE, from), END_OF_ACTIVE);
    mayHaveActive |= active.hasNext();
    return active;
  }

  /** The series key of an entry of {@link #active(Bytes)}. */
  static Bytes series(Bytes name) {
    return Bytes.wrap(Arrays.copyOfRange(name.get(), 1, name.get().length));
  }

  /** Compares the series keys of a row and of an entry of {@link #active(Bytes)}. */
  static int compare(Bytes row, Bytes name) {
    byte[] a = row.get();
    byte[] b = name.get();
    return Arrays.compareUnsigned(a, Long.BYTES, a.length, b, 1, b.length);
  }

  /** The stored form of a stale key, or its placeholder; null when there is none. */
  byte @Nullable [] stale(Bytes key) {
    return store.get(name(STALE, key));
  }

  /**
   * What is stored of a key, read by another thread than the task's: null when there is nothing, or
   * only that the key was admitted. A key that goes over to the other class is in both for a
   * moment, never in none.
   */
  public static byte @Nullable [] find(ReadOnlyKeyValueStore<Bytes, byte[]> store, Bytes key) {
    byte[] found = store.get(name(ACTIVE, key));
    found = found == null ? store.get(name(STALE, key)) : found;
    found = found == null ? store.get(name(ACTIVE, key)) : found;
    return found == null || isPlaceholder(found) ? null : found;
  }

  /** Stores a state under its class, in place of what there was. */
  void put(Bytes key, KeyState state, Origin origin, boolean active) {
    mayHaveActive |= active;
    store.put(name(active ? ACTIVE : STALE, key), codec.encode(state));
    if (origin == Origin.NEW) {
      count++;
      forgetPlanned(key);
    } else if (active != (origin == Origin.ACTIVE)) {
      store.delete(name(active ? STALE : ACTIVE, key));
    }
  }

  /** Makes an active key stale and leaves its stored state as it is. */
  void retire(Bytes key) {
    store.put(name(STALE, key), store.get(name(ACTIVE, key)));
    store.delete(name(ACTIVE, key));
  }

  /** Puts down what is known in advance of a stale key; the rest stays as it is. */
  void plan(Bytes key, KeyPlans plans) {
    KeyState state = codec.decode(store.get(name(STALE, key))).state();
    state.known.copy(plans);
    store.put(name(STALE, key), codec.encode(state));
  }

  /** Forgets a key. */
  void delete(Bytes key, boolean active) {
    store.delete(name(active ? ACTIVE : STALE, key));
    count--;
  }

  private static Bytes name(byte kind, Bytes key) {
    byte[] series = key.get();
    byte[] name = new byte[1 + series.length];
    name[0] = kind;
    System.arraycopy(series, 0, name, 1, series.length);
    return Bytes.wrap(name);
  }
}
