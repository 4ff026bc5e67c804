package io.sluice.time;

import io.sluice.event.Signal;
import io.sluice.time.SourceClock.Claim;
import io.sluice.window.Windows;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a {@link SourceClock}: version, time, then the claim, if there is one, as one
 * byte (1, or 2 when it leapt), time, since and key, else as a 0; then the key that is alone, its
 * length first, -1 for none.
 */
public final class SourceClockCodec {
  private static final byte VERSION = 1;
  private static final byte NONE = 0;
  private static final byte CLAIM = 1;
  private static final byte LEAP = 2;

  private SourceClockCodec() {}

  /** The stored form. */
  public static byte[] encode(SourceClock clock) {
    Claim claim = clock.claim;
    int size = 1 + Long.BYTES + 1 + Integer.BYTES + length(clock.alone);
    if (claim != null) {
      size += 2 * Long.BYTES + Integer.BYTES + length(claim.key());
    }
    ByteBuffer out = ByteBuffer.allocate(size).put(VERSION).putLong(clock.time);
    if (claim == null) {
      out.put(NONE);
    } else {
      out.put(claim.leapt() ? LEAP : CLAIM).putLong(claim.time()).putLong(claim.since());
      write(claim.key(), out);
    }
    write(clock.alone, out);
    return out.array();
  }

  /**
   * The clock that was stored.
   *
   * @param limit how far one key alone may take time, epoch ms
   * @throws IllegalStateException when it was written by a newer version, is truncated or damaged
   */
  public static SourceClock decode(byte[] bytes, Windows windows, LongSupplier limit) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalStateException(
            "clock of a source partition has format version "
                + version
                + ", this build reads "
                + VERSION);
      }
      long time = in.getLong();
      Claim claim = readClaim(in);
      Bytes alone = read(in);
      if (time < Signal.NO_TIME || in.hasRemaining()) {
        throw new IllegalArgumentException("an impossible time, or bytes after the end");
      }
      return new SourceClock(windows, limit, time, claim, alone);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "clock of a source partition, of " + bytes.length + " bytes, is truncated or damaged", e);
    }
  }

  private static @Nullable Claim readClaim(ByteBuffer in) {
    byte kind = in.get();
    if (kind == NONE) {
      return null;
    }
    long time = in.getLong();
    long since = in.getLong();
    Bytes key = read(in);
    if (key == null || kind < NONE || kind > LEAP) {
      throw new IllegalArgumentException("a claim of no key, or of no kind");
    }
    return new Claim(key, time, since, kind == LEAP);
  }

  private static int length(@Nullable Bytes key) {
    return key == null ? 0 : key.get().length;
  }

  private static void write(@Nullable Bytes key, ByteBuffer out) {
    if (key == null) {
      out.putInt(-1);
    } else {
      out.putInt(key.get().length).put(key.get());
    }
  }

  private static @Nullable Bytes read(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0) {
      return null;
    }
    if (length > in.remaining()) {
      throw new IllegalArgumentException("a key beyond the end");
    }
    byte[] key = new byte[length];
    in.get(key);
    return Bytes.wrap(key);
  }
}
