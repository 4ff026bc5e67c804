package io.sluice.window;

import io.sluice.config.CovariatesConfig;
import io.sluice.event.PlanValues;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known in advance of one key, as seen from one window: per field the window's own value,
 * then those of the expected windows after it, as far as they were announced, which is {@link
 * CovariatesConfig#MAX_PLAN} windows at most. Mutable; persisted with the key state.
 *
 * <p>Plans are about windows of the calendar, whether or not these have events: a key that is
 * silent keeps them as far as they reach. How far a model sees does not matter: the service and
 * training walk through a key's windows with the same plans.
 */
public final class KeyPlans {
  private final float[][] values;
  private long end;

  /** Nothing is known of any field. */
  public KeyPlans(int fields) {
    values = new float[fields][];
    Arrays.fill(values, PlanValues.NONE);
  }

  /** The number of fields. */
  public int fields() {
    return values.length;
  }

  /** End of the window that they are seen from, epoch ms; 0: none yet. */
  public long end() {
    return end;
  }

  /**
   * What is known of a field: 0 where nothing is, and nothing behind the last that is. Not to be
   * changed.
   */
  public float[] of(int field) {
    return values[field];
  }

  /**
   * Makes them what was stored.
   *
   * @param from end of the window that they are seen from
   * @param plans one per field; not copied
   */
  public void restore(long from, float[][] plans) {
    end = from;
    System.arraycopy(plans, 0, values, 0, values.length);
  }

  /** Becomes what another one of as many fields is. */
  public void copy(KeyPlans other) {
    restore(other.end, other.values);
  }

  /** Goes on to a later window, or stays. What was known of the windows before is forgotten. */
  public void moveTo(long to, Windows windows) {
    if (to != end && !isEmpty()) {
      int passed = windows.count(end, to);
      boolean expected = windows.isExpected(to);
      for (int field = 0; field < values.length; field++) {
        values[field] = later(values[field], passed, expected);
      }
    }
    end = to;
  }

  /** Whether nothing is known of any field. */
  public boolean isEmpty() {
    for (float[] plan : values) {
      if (plan.length > 0) {
        return false;
      }
    }
    return true;
  }

  /** A window in which no data is expected is none that a plan counts: it has no value in it. */
  private static float[] later(float[] plan, int passed, boolean expected) {
    if (passed < 0 || passed >= plan.length) {
      return PlanValues.NONE;
    }
    float[] rest = Arrays.copyOfRange(plan, passed, plan.length);
    if (!expected) {
      rest[0] = 0;
    }
    return trimmed(rest);
  }

  /**
   * Takes what the events of the window say. Nothing happens when they speak of another number of
   * fields: then they are of another configuration.
   */
  public void take(@Nullable RowPlans said) {
    if (said != null && said.fields() == values.length) {
      for (int field = 0; field < values.length; field++) {
        values[field] = overwritten(values[field], said.of(field));
      }
    }
  }

  private static float[] overwritten(float[] plan, float[] said) {
    float[] both = Arrays.copyOf(plan, Math.max(plan.length, said.length));
    for (int i = 0; i < said.length; i++) {
      both[i] = Float.isNaN(said[i]) ? both[i] : said[i];
    }
    return trimmed(both);
  }

  private static float[] trimmed(float[] plan) {
    int length = plan.length;
    while (length > 0 && plan[length - 1] == 0) {
      length--;
    }
    return length == plan.length ? plan : Arrays.copyOf(plan, length);
  }
}
