package io.sluice.topology;

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

  /** Key to key state. */
  public static final String KEY_STATE = "key-state";

  /** The task's clock and population. */
  static final String META = "meta";

  private Stores() {}

  static Set<StoreBuilder<?>> builders() {
    return Set.of(store(WINDOWS), store(KEY_STATE), store(META));
  }

  /** Caching spares the changelog and RocksDB all but the last write of a key per commit. */
  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
            org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }
}
