package io.sluice.event;

import io.sluice.config.CovariatesConfig;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * What is announced of one field that is known in advance, as an array: the value of a window, then
 * those of the expected windows after it, at most {@link CovariatesConfig#MAX_PLAN} in all. NaN
 * where nothing is announced, but never at the end.
 *
 * <p>In stored form: the number of values, then each one's float32 with its bits in reverse as an
 * unsigned varint. So 0 and 2 take one byte, other small whole numbers and NaN two, and any number
 * at most five.
 */
public final class PlanValues {
  /** Nothing is announced. Shared. */
  public static final float[] NONE = {};

  private PlanValues() {}

  /** The first {@code length} values without those at the end that say nothing. */
  public static float[] of(float[] values, int length) {
    int end = length;
    while (end > 0 && Float.isNaN(values[end - 1])) {
      end--;
    }
    return end == 0 ? NONE : Arrays.copyOf(values, end);
  }

  /** The bytes of the stored form. */
  public static int size(float[] plan) {
    int size = ByteUtils.sizeOfUnsignedVarint(plan.length);
    for (float value : plan) {
      size += ByteUtils.sizeOfUnsignedVarint(bits(value));
    }
    return size;
  }

  /** Writes the stored form. */
  public static void write(float[] plan, ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(plan.length, out);
    for (float value : plan) {
      ByteUtils.writeUnsignedVarint(bits(value), out);
    }
  }

  private static int bits(float value) {
    return Integer.reverse(Float.floatToIntBits(value));
  }

  /**
   * Reads the stored form.
   *
   * @throws IllegalArgumentException when it is longer than a plan may be, or has a value that is
   *     infinite
   */
  public static float[] read(ByteBuffer in) {
    int length = ByteUtils.readUnsignedVarint(in);
    if (length < 0 || length > CovariatesConfig.MAX_PLAN) {
      throw new IllegalArgumentException("a plan of " + length + " windows");
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = Float.intBitsToFloat(Integer.reverse(ByteUtils.readUnsignedVarint(in)));
      if (Float.isInfinite(values[i])) {
        throw new IllegalArgumentException("a plan with a value that is infinite");
      }
    }
    return of(values, length);
  }
}
