package io.sluice.bench.rig;

import io.sluice.app.RocksDbMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of this process at a moment, the embedded broker's included.
 *
 * @param heap bytes of heap in use, garbage included
 * @param rocksDb bytes of RocksDB's caches and write buffers
 * @param resident bytes of the process in main memory; 0 where the system does not say
 */
public record Memory(long heap, long rocksDb, long resident) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** As it is. */
  public static Memory now() {
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Memory(heap, RocksDbMemory.usedBytes(), residentBytes());
  }

  /** Without garbage. */
  public static Memory afterCollection() {
    heapAfterCollection();
    return now();
  }

  public static long heapAfterCollection() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** The larger of each. */
  public Memory max(Memory other) {
    return new Memory(
        Math.max(heap, other.heap),
        Math.max(rocksDb, other.rocksDb),
        Math.max(resident, other.resident));
  }

  private static long residentBytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
