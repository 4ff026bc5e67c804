package io.sluice.bench.rig;

import io.sluice.topology.Stores;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** What a running pipeline's stores hold. */
public final class StoredBytes {
  private StoredBytes() {}

  /** Bytes of keys and values in the stores of key states and of open windows. */
  public static long of(KafkaStreams streams) {
    return bytes(streams, Stores.KEY_STATE) + bytes(streams, Stores.WINDOWS);
  }

  private static long bytes(KafkaStreams streams, String name) {
    ReadOnlyKeyValueStore<Bytes, byte[]> store =
        streams.store(
            StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
    long bytes = 0;
    try (KeyValueIterator<Bytes, byte[]> rows = store.all()) {
      while (rows.hasNext()) {
        KeyValue<Bytes, byte[]> row = rows.next();
        bytes += row.key.get().length + row.value.length;
      }
    }
    return bytes;
  }
}
