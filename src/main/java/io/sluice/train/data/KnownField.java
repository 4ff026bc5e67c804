package io.sluice.train.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A field that is known in advance, window by window of one key. A column, which says of each
 * window what it was, is taken as known all the time. From the first window on whose events speak
 * of later ones, a forecast knows what had been said by its window, as in the service, and nothing
 * else. The last window is not behind us: all that was said is known in it.
 */
public final class KnownField {
  private final float[] last;
  private final int planned;
  private final int[] reach;
  private final float[] @Nullable [] heard;

  private KnownField(float[] last, int planned, int windows) {
    this.last = last;
    this.planned = planned;
    int count = Math.max(0, windows - 1 - planned);
    this.reach = new int[count];
    this.heard = new float[count][];
  }

  /**
   * A column.
   *
   * @param values of the windows, and of expected ones after the last; not copied
   */
  public static KnownField column(float[] values) {
    return new KnownField(values, 0, 0);
  }

  /**
   * A field that is a column in the windows before the one in which a plan was first said.
   *
   * @param last the last word on each window, and on expected ones after the last; not copied
   * @param planned that window
   * @param windows how many there are; plans of those from {@code planned} on but for the last are
   *     yet to come, by {@link #hear}
   */
  static KnownField planned(float[] last, int planned, int windows) {
    return new KnownField(last, planned, windows);
  }

  /**
   * What was known in a window.
   *
   * @param plan of the window itself and those after it; not copied
   */
  void hear(int window, float[] plan) {
    int index = window - planned;
    if (index >= 0 && index < reach.length) {
      reach[index] = plan.length;
      // Most plans come true: then nothing is kept of them but how far they reach.
      boolean isLast =
          window + plan.length <= last.length
              && Arrays.equals(plan, 0, plan.length, last, window, window + plan.length);
      heard[index] = isLast ? null : plan;
    }
  }

  /** What is known in a window of the one so many windows after it, 0 where nothing is. */
  float of(int window, int ahead) {
    int index = window - planned;
    if (index >= 0 && index < reach.length) {
      float[] plan = heard[index];
      if (ahead >= reach[index]) {
        return 0;
      } else if (plan != null) {
        return plan[ahead];
      }
    }
    return window + ahead < last.length ? last[window + ahead] : 0;
  }
}
