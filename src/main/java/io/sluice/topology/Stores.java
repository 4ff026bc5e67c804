package io.sluice.topology;

import io.sluice.close.KeyStates;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The stores of a pipeline, all logged, all bytes: their codecs live beside the types. The names
 * are part of the changelogs' names: a change would orphan them.
 */
public final class Stores {
  /** Open and due windows: {@code (end, key)} to aggregate. The durable queue. */
  public static final String WINDOWS = "windows";

  /** Class and key to key state: see {@link KeyStates}. */
  public static final String KEY_STATE = "key-state";

  /** How far the task's source partition has come in time: see {@code SourceClock}. */
  static final String SOURCE_CLOCK = "source-clock";

  /** The task's clock and population, and the times of source partitions. */
  public static final String META = "meta";

  private Stores() {}

  /**
   * The builders. A row is written by each of its window's events, so a cache spares the changelog
   * and RocksDB all but the last write of a commit; a key state is written once a window, and a
   * cache would cost more than it spares.
   */
  static Set<StoreBuilder<?>> builders() {
    return Set.of(
        store(WINDOWS).withCachingEnabled(), store(KEY_STATE), store(META).withCachingEnabled());
  }

  /** What the decode task keeps: one value of some bytes, which changes about twice a window. */
  static Set<StoreBuilder<?>> decodeBuilders() {
    return Set.of(
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(SOURCE_CLOCK),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingEnabled(Map.of())
            .withCachingEnabled());
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withLoggingEnabled(Map.of());
  }
}
