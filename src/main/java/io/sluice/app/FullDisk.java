package io.sluice.app;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Tells a full disk from other failures of a store. */
final class FullDisk {
  /** The operating system's text (ENOSPC, EDQUOT); RocksDB passes it on. */
  private static final String NO_SPACE = "No space left on device";

  private static final String QUOTA = "Disk quota exceeded";

  private FullDisk() {}

  static boolean isCauseOf(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RocksDBException store && isFull(store)) {
        return true;
      }
      if (cause instanceof IOException && saysFull(cause.getMessage())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFull(RocksDBException failure) {
    Status status = failure.getStatus();
    return (status != null && status.getSubCode() == Status.SubCode.NoSpace)
        || saysFull(failure.getMessage());
  }

  private static boolean saysFull(@Nullable String message) {
    return message != null && (message.contains(NO_SPACE) || message.contains(QUOTA));
  }
}
