package io.sluice.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory that RocksDB takes outside the heap: all stores of the process share one block
 * cache, and their write buffers are charged to it. Set {@code sluice.rocksdb.memory.mb} as a
 * system property to change the bound of {@value #DEFAULT_MB} MiB.
 */
public final class RocksDbMemory implements RocksDBConfigSetter {
  static final int DEFAULT_MB = 256;

  private static final long MIB = 1024L * 1024;
  private static final long BYTES =
      MIB * Integer.getInteger("sluice.rocksdb.memory.mb", DEFAULT_MB);
  private static final int WRITE_BUFFERS = 3;
  private static final long WRITE_BUFFER_BYTES = 8 * MIB;

  /**
   * Each store takes one at once; with an eighth of a write buffer, many stores spend the budget.
   */
  private static final long ARENA_BLOCK_BYTES = 64 * 1024;

  // Never closed: they belong to the process, not to a store.
  private static final Cache CACHE;
  private static final WriteBufferManager WRITE_BUFFERS_MANAGER;

  static {
    RocksDB.loadLibrary();
    CACHE = new LRUCache(BYTES);
    WRITE_BUFFERS_MANAGER = new WriteBufferManager(BYTES / 2, CACHE);
  }

  /** Registers what is used, and of how much. */
  public static void bindTo(MeterRegistry registry) {
    Gauge.builder("sluice.rocksdb.memory", RocksDbMemory::usedBytes)
        .description("Memory of RocksDB's caches and write buffers")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    Gauge.builder("sluice.rocksdb.memory.max", () -> BYTES)
        .description("What RocksDB's caches and write buffers may take")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
  }

  /** Bytes of the cache and of the write buffers of all stores. */
  public static long usedBytes() {
    return CACHE.getUsage();
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITE_BUFFERS_MANAGER);
    options.setMaxWriteBufferNumber(WRITE_BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setArenaBlockSize(ARENA_BLOCK_BYTES);
    options.setCompressionType(CompressionType.NO_COMPRESSION);
  }

  @Override
  public void close(String store, Options options) {}
}
