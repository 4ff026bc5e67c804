package io.sluice.history.series;

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

  /** The first window in which not the last word is known, but what had been said. */
  private final int planned;

  /** By window from there on, of how many windows something had been said, its own among them. */
  private final int[] reach;

  /** Likewise, what had been said; null where it was the last word. */
  private final @Nullable Said[] said;

  /**
   * What had been said in a window of it and of those after it; on later windows too, as long as
   * nothing else was said.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Said(int window, float[] plan) {}

  private KnownField(float[] last, int planned, int windows) {
    this.last = last;
    this.planned = planned;
    int count = Math.max(0, windows - 1 - planned);
    this.reach = new int[count];
    this.said = new Said[count];
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
   * @param planned that window; {@code windows} if there is none
   * @param windows how many there are; {@link #hear} is told what was known in those from {@code
   *     planned} on, one after the other
   */
  static KnownField planned(float[] last, int planned, int windows) {
    return new KnownField(last, planned, windows);
  }

  /**
   * Hears what was known in a window. Most plans come true, and others stay as they are for a
   * while: what is kept is no more than what was said anew.
   *
   * @param plan of the window itself, which is its last word, and of those after it; not copied
   */
  void hear(int window, float[] plan) {
    int index = window - planned;
    if (index >= 0 && index < reach.length) {
      reach[index] = plan.length;
      Said before = index == 0 ? null : said[index - 1];
      if (isAhead(plan, last, window)) {
        said[index] = null;
      } else if (before != null && isAhead(plan, before.plan, window - before.window)) {
        said[index] = before;
      } else {
        said[index] = new Said(window, plan);
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
      Said heard = said[index];
      if (ahead >= reach[index]) {
        return 0;
      } else if (heard != null) {
        return heard.plan[window - heard.window + ahead];
      }
    }
    return window + ahead < last.length ? last[window + ahead] : 0;
  }
}
