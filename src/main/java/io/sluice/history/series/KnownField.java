package io.sluice.history.series;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A field that is known in advance, window by window of one key. A column, which has what each
 * window was, is taken as known all the time. From the first window on whose events announce later
 * ones, a forecast knows what had been announced by its window, as in the service, and nothing
 * else. The last window is not behind us: all that was announced is known in it.
 */
public final class KnownField {
  private final float[] last;

  /** The first window in which not the final values are known, but those announced by then. */
  private final int planned;

  /** By window from there on, how many windows had been announced, its own among them. */
  private final int[] reach;

  /** Likewise, what had been announced; null where that was final. */
  private final @Nullable Announced[] announced;

  /**
   * What had been announced by a window for it and for those after it; it holds in later windows
   * too, as long as nothing else was announced.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Announced(int window, float[] plan) {}

  private KnownField(float[] last, int planned, int windows) {
    this.last = last;
    this.planned = planned;
    int count = Math.max(0, windows - 1 - planned);
    this.reach = new int[count];
    this.announced = new Announced[count];
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
   * A field that is a column in the windows before the one in which a plan was first announced.
   *
   * @param last the final values of the windows, and of expected ones after the last; not copied
   * @param planned that window; {@code windows} if there is none
   * @param windows how many there are; {@link #hear} gets what was known in those from {@code
   *     planned} on, one after the other
   */
  static KnownField planned(float[] last, int planned, int windows) {
    return new KnownField(last, planned, windows);
  }

  /**
   * Takes what was known in a window. Most plans come true, and others stay as they are for a
   * while: no more is kept than what was announced anew.
   *
   * @param plan of the window itself, which is final, and of those after it; not copied
   */
  void hear(int window, float[] plan) {
    int index = window - planned;
    if (index >= 0 && index < reach.length) {
      reach[index] = plan.length;
      Announced before = index == 0 ? null : announced[index - 1];
      if (isAhead(plan, last, window)) {
        announced[index] = null;
      } else if (before != null && isAhead(plan, before.plan, window - before.window)) {
        announced[index] = before;
      } else {
        announced[index] = new Announced(window, plan);
      }
    }
  }

  /** Whether a plan's later values stand in others, the plan's own window at {@code at}. */
  private static boolean isAhead(float[] plan, float[] others, int at) {
    int to = at + plan.length;
    return plan.length <= 1
        || (to <= others.length && Arrays.equals(plan, 1, plan.length, others, at + 1, to));
  }

  /** What is known in a window of the one so many windows after it, 0 where nothing is. */
  float of(int window, int ahead) {
    int index = window - planned;
    if (ahead > 0 && index >= 0 && index < reach.length) {
      Announced heard = announced[index];
      if (ahead >= reach[index]) {
        return 0;
      } else if (heard != null) {
        return heard.plan[window - heard.window + ahead];
      }
    }
    return window + ahead < last.length ? last[window + ahead] : 0;
  }
}
