package io.sluice.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * A time, or none, stored as how long it lies before another: one byte for none, two or three for
 * whole seconds of a day or a week, three to five for milliseconds, at most {@value #MAX_BYTES}.
 */
final class EarlierTime {
  /** There is none. */
  static final long NONE = Long.MIN_VALUE;

  static final int MAX_BYTES = 10;

  private static final long SECOND = Duration.ofSeconds(1).toMillis();
  private static final int GROUP_BITS = 7;
  private static final int GROUP_MASK = (1 << GROUP_BITS) - 1;

  private EarlierTime() {}

  /**
   * Writes a time.
   *
   * @param time epoch ms, or {@link #NONE}
   * @param base the other, epoch ms; a time after it takes most bytes
   */
  static void write(long time, long base, ByteBuffer out) {
    ByteUtils.writeUnsignedVarlong(time == NONE ? 0 : packed(base - time), out);
  }

  /** Odd for whole seconds, even for milliseconds, of which there are no 0: never 0. */
  private static long packed(long before) {
    return before % SECOND == 0 ? before / SECOND * 2 + 1 : before * 2;
  }

  /**
   * Reads what {@link #write} wrote with the same {@code base}.
   *
   * @throws IllegalArgumentException when it is none
   */
  static long read(long base, ByteBuffer in) {
    long stored = readVarlong(in);
    if (stored == 0) {
      return NONE;
    }
    long before = stored >> 1;
    boolean isWhole = stored % 2 != 0;
    return base - (isWhole ? before * SECOND : before);
  }

  /** Kafka writes it, and does not let others read it. */
  private static long readVarlong(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += GROUP_BITS) {
      byte group = in.get();
      value |= (long) (group & GROUP_MASK) << shift;
      if (group >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a time of more than " + MAX_BYTES + " bytes");
  }
}
