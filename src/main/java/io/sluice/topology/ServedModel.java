package io.sluice.topology;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which model steps the windows of a task, as its store remembers it: written in the transaction of
 * the first window that the model steps, so that a crash repeats the change where it was, or undoes
 * it with everything that came of it.
 *
 * @param hash see {@link io.sluice.model.ModelContract#hash}
 * @param after end of the last window that the model before stepped, epoch ms
 */
record ServedModel(String hash, long after) {
  private static final Bytes KEY = Bytes.wrap(new byte[] {'m', 'o', 'd', 'e', 'l'});
  private static final byte VERSION = 1;
  private static final int HASH_BYTES = 6;

  /**
   * What the store says; null when it says nothing yet.
   *
   * @throws IllegalStateException when a newer version wrote it, or it is damaged
   */
  static @Nullable ServedModel read(KeyValueStore<Bytes, byte[]> meta) {
    byte[] stored = meta.get(KEY);
    if (stored == null) {
      return null;
    }
    if (stored.length != 1 + HASH_BYTES + Long.BYTES || stored[0] != VERSION) {
      throw new IllegalStateException(
          "the served model is stored in %d bytes of format version %d, this build reads %d"
              .formatted(stored.length, stored.length == 0 ? 0 : stored[0], VERSION));
    }
    return new ServedModel(
        HexFormat.of().formatHex(stored, 1, 1 + HASH_BYTES),
        ByteBuffer.wrap(stored).getLong(1 + HASH_BYTES));
  }

  void write(KeyValueStore<Bytes, byte[]> meta) {
    ByteBuffer out = ByteBuffer.allocate(1 + HASH_BYTES + Long.BYTES);
    out.put(VERSION).put(HexFormat.of().parseHex(hash)).putLong(after);
    meta.put(KEY, out.array());
  }
}
