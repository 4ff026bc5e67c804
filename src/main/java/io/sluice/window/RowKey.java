package io.sluice.window;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the windows store: the window's end, eight bytes big-endian, then the series key, so that
 * a range scan yields windows in order of (end, key).
 */
public final class RowKey {
  private RowKey() {}

  public static Bytes of(long end, Bytes key) {
    byte[] series = key.get();
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + series.length).putLong(end).put(series).array());
  }

  /** The smallest key of windows that end at {@code end} or later. */
  public static Bytes first(long end) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(end).array());
  }

  /** The smallest key greater than {@code row}. */
  public static Bytes after(Bytes row) {
    return Bytes.wrap(Arrays.copyOf(row.get(), row.get().length + 1));
  }

  public static long end(Bytes row) {
    return ByteBuffer.wrap(row.get()).getLong();
  }

  public static Bytes key(Bytes row) {
    return Bytes.wrap(Arrays.copyOfRange(row.get(), Long.BYTES, row.get().length));
  }
}
