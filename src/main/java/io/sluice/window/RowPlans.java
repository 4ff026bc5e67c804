package io.sluice.window;

import io.sluice.event.PlanValues;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * What the events of one window announce of the fields that are known in advance. Where two events
 * announce the same window, the newer one counts, and of two of equal time the one that arrived
 * last; what it leaves open stays as it was announced before.
 *
 * <p>In stored form: the number of fields, then for each its {@linkplain PlanValues plan}, and if
 * that is not empty the newest time of what was announced, and for each value how much older it is.
 */
public final class RowPlans {
  private final float[][] values;
  private final long[][] times;

  /** Nothing is announced of any field. */
  RowPlans(int fields) {
    values = new float[fields][];
    times = new long[fields][0];
    Arrays.fill(values, PlanValues.NONE);
  }

  /** The number of fields. */
  int fields() {
    return values.length;
  }

  /** How many windows ahead a field is announced. */
  public int reach(int field) {
    return Math.max(0, values[field].length - 1);
  }

  /** What is announced of a field, see {@link PlanValues}. Not to be changed. */
  float[] of(int field) {
    return values[field];
  }

  /** Takes what an event of a time announces, one plan per field. */
  void add(float[][] said, long time) {
    for (int field = 0; field < values.length; field++) {
      grow(field, said[field].length);
      for (int i = 0; i < said[field].length; i++) {
        boolean open = Float.isNaN(values[field][i]);
        if (!Float.isNaN(said[field][i]) && (open || time >= times[field][i])) {
          values[field][i] = said[field][i];
          times[field][i] = time;
        }
      }
    }
  }

  private void grow(int field, int length) {
    int before = values[field].length;
    if (length > before) {
      values[field] = Arrays.copyOf(values[field], length);
      times[field] = Arrays.copyOf(times[field], length);
      Arrays.fill(values[field], before, length, Float.NaN);
    }
  }

  /** The most bytes of the stored form. */
  int maxBytes() {
    int bytes = 5;
    for (float[] plan : values) {
      bytes += PlanValues.size(plan) + Long.BYTES + plan.length * 10;
    }
    return bytes;
  }

  void write(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(values.length, out);
    for (int field = 0; field < values.length; field++) {
      PlanValues.write(values[field], out);
      if (values[field].length > 0) {
        long newest = newest(field);
        out.putLong(newest);
        for (int i = 0; i < values[field].length; i++) {
          if (!Float.isNaN(values[field][i])) {
            ByteUtils.writeVarlong(newest - times[field][i], out);
          }
        }
      }
    }
  }

  /** Nothing is announced before 1970. */
  private long newest(int field) {
    return Arrays.stream(times[field]).max().orElse(0);
  }

  /**
   * Reads the stored form.
   *
   * @param most the most fields that there can be
   * @throws IllegalArgumentException when it is damaged
   */
  static RowPlans read(ByteBuffer in, int most) {
    int fields = ByteUtils.readUnsignedVarint(in);
    if (fields < 1 || fields > most) {
      throw new IllegalArgumentException("plans of " + fields + " fields");
    }
    RowPlans plans = new RowPlans(fields);
    for (int field = 0; field < fields; field++) {
      plans.read(field, in);
    }
    return plans;
  }

  private void read(int field, ByteBuffer in) {
    values[field] = PlanValues.read(in);
    times[field] = new long[values[field].length];
    if (values[field].length > 0) {
      long newest = in.getLong();
      for (int i = 0; i < times[field].length; i++) {
        boolean open = Float.isNaN(values[field][i]);
        times[field][i] = open ? 0 : newest - ByteUtils.readVarlong(in);
      }
    }
  }
}
