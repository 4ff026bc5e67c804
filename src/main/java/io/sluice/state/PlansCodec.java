package io.sluice.state;

import io.sluice.config.CovariatesConfig;
import io.sluice.window.KeyPlans;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * The stored form of {@link KeyPlans}: the number of fields, and if there are any a hash of their
 * names, the end of the window that the plans are seen from, and for each field the number of its
 * values and these as float32, no more than the model sees.
 */
final class PlansCodec {
  private final int fields;
  private final int names;
  private final int longest;

  /**
   * A codec.
   *
   * @param known the fields; plans of other ones are left out
   * @param ahead the windows after its own that the model sees
   */
  PlansCodec(List<String> known, int ahead) {
    this.fields = known.size();
    this.names = known.hashCode();
    this.longest = 1 + ahead;
  }

  /** Nothing is known. */
  KeyPlans create() {
    return new KeyPlans(fields);
  }

  /** The most bytes of the stored form. */
  int maxBytes() {
    return Byte.BYTES
        + (fields == 0 ? 0 : Integer.BYTES + Long.BYTES)
        + fields * (Short.BYTES + longest * Float.BYTES);
  }

  void encode(KeyPlans plans, ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(fields, out);
    if (fields > 0) {
      out.putInt(names).putLong(plans.end());
    }
    for (int field = 0; field < fields; field++) {
      float[] plan = plans.of(field);
      int length = Math.min(plan.length, longest);
      ByteUtils.writeUnsignedVarint(length, out);
      for (int i = 0; i < length; i++) {
        out.putFloat(plan[i]);
      }
    }
  }

  /**
   * Reads plans; those of other fields are of another configuration and are left out.
   *
   * @throws IllegalArgumentException when there are more fields or values than there can be
   */
  void decode(KeyPlans plans, ByteBuffer in) {
    int stored = ByteUtils.readUnsignedVarint(in);
    if (stored < 0 || stored > CovariatesConfig.MAX_KNOWN) {
      throw new IllegalArgumentException("plans of " + stored + " fields");
    }
    if (stored > 0) {
      boolean same = in.getInt() == names && stored == fields;
      long end = in.getLong();
      float[][] values = new float[stored][];
      for (int field = 0; field < stored; field++) {
        values[field] = plan(in);
      }
      if (same) {
        plans.restore(end, values);
      }
    }
  }

  private static float[] plan(ByteBuffer in) {
    int length = ByteUtils.readUnsignedVarint(in);
    if (length < 0 || length > in.remaining() / Float.BYTES) {
      throw new IllegalArgumentException("a plan of " + length + " windows");
    }
    float[] plan = new float[length];
    for (int i = 0; i < length; i++) {
      plan[i] = in.getFloat();
    }
    return plan;
  }
}
