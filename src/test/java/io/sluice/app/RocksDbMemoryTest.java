package io.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

final class RocksDbMemoryTest {
  private static final long MIB = 1024L * 1024;
  private static final int STORES = 4;
  private static final int VALUE_BYTES = 64 * 1024;

  @TempDir Path dir;

  @Test
  void storesTogether_stayWithinTheBudgetWhateverTheyHold() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RocksDbMemory.bindTo(registry);
    double max = registry.get("sluice.rocksdb.memory.max").gauge().value();
    int rows = (int) (1.5 * max / VALUE_BYTES);
    List<Options> options = new ArrayList<>();
    List<RocksDB> stores = new ArrayList<>();
    try (WriteOptions unlogged = new WriteOptions().setDisableWAL(true)) {
      for (int i = 0; i < STORES; i++) {
        Options own =
            new Options()
                .setCreateIfMissing(true)
                .setTableFormatConfig(new BlockBasedTableConfig());
        new RocksDbMemory().setConfig("store-" + i, own, Map.of());
        options.add(own);
        stores.add(RocksDB.open(own, dir.resolve("store-" + i).toString()));
      }
      byte[] value = new byte[VALUE_BYTES];
      new Random(1).nextBytes(value);
      double most = 0;
      for (int row = 0; row < rows; row++) {
        stores.get(row % STORES).put(unlogged, key(row), value);
        most = Math.max(most, used(registry));
      }
      for (int row = 0; row < rows; row++) {
        assertThat(stores.get(row % STORES).get(key(row))).hasSize(VALUE_BYTES);
        most = Math.max(most, used(registry));
      }
      assertThat(memtables(stores)).isLessThan((long) max / 2 + STORES * 8 * MIB);
      assertThat(most).isBetween(max / 2, max + STORES * 8 * MIB);
    } finally {
      stores.forEach(RocksDB::close);
      options.forEach(Options::close);
    }
  }

  private static double used(SimpleMeterRegistry registry) {
    return registry.get("sluice.rocksdb.memory").gauge().value();
  }

  private static long memtables(List<RocksDB> stores) throws RocksDBException {
    long bytes = 0;
    for (RocksDB store : stores) {
      bytes += store.getLongProperty("rocksdb.size-all-mem-tables");
    }
    return bytes;
  }

  private static byte[] key(int row) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(row).array();
  }
}
