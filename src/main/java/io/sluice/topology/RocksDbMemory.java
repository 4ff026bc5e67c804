package io.sluice.topology;

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

  // Never closed: they belong to the process, not to a store.
  private static final Cache CACHE;
  private static final WriteBufferManager WRITE_BUFFERS_MANAGER;

  static {
    RocksDB.loadLibrary();
    CACHE = new LRUCache(BYTES);
    WRITE_BUFFERS_MANAGER = new WriteBufferManager(BYTES / 2, CACHE);
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
    options.setCompressionType(CompressionType.NO_COMPRESSION);
  }

  @Override
  public void close(String store, Options options) {}
}
