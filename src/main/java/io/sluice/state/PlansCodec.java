package io.sluice.state;

import io.sluice.config.CovariatesConfig;
import io.sluice.event.PlanValues;
import io.sluice.window.KeyPlans;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * The stored form of {@link KeyPlans}: the number of fields, and if there are any a hash of their
 * names, the end of the window that the plans are seen from, and for each field its {@linkplain
 * PlanValues plan}, as far as it was announced, whatever the model sees of it.
 */
final class PlansCodec {
  private static final int LENGTH_BYTES = 2;
  private static final int VALUE_BYTES = 5;

  private final int fields;
  private final int names;

  /**
   * A codec.
   *
   * @param known the fields; plans of other ones are left out
   */
  PlansCodec(List<String> known) {
    this.fields = known.size();
    this.names = known.hashCode();
  }

  /** Nothing is known. */
  KeyPlans create() {
    return new KeyPlans(fields);
  }

  /** The most bytes of the stored form of plans of as many windows. */
  int maxBytes(int windows) {
    return Byte.BYTES
        + (fields == 0 ? 0 : Integer.BYTES + Long.BYTES)
        + fields * (LENGTH_BYTES + windows * VALUE_BYTES);
  }

  void encode(KeyPlans plans, ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(fields, out);
    if (fields > 0) {
      out.putInt(names).putLong(plans.end());
    }
    for (int field = 0; field < fields; field++) {
      PlanValues.write(plans.of(field), out);
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
        values[field] = PlanValues.read(in);
      }
      if (same) {
        plans.restore(end, values);
      }
    }
  }
}
