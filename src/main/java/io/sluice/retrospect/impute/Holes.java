package io.sluice.retrospect.impute;

import io.sluice.feature.Scaler;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import java.util.List;
import java.util.Random;

/**
 * A series from which gaps were taken, each between two windows that have a value. Of the lengths,
 * each {@link GapGroup} is as likely as another.
 */
public final class Holes {
  private static final List<GapGroup> GROUPS = List.of(GapGroup.values());

  /** The fewest windows between two gaps. */
  private static final int APART = 24;

  private final Series truth;
  private final Series series;
  private final boolean[] hidden;

  private Holes(Series truth, boolean[] hidden) {
    this.truth = truth;
    this.hidden = hidden;
    this.series = truth.without(hidden);
  }

  /**
   * Takes gaps from a span of time. The same arguments take the same ones.
   *
   * @param scaler says which values count
   */
  public static Holes draw(Series truth, TimeSpan span, Scaler scaler, long seed) {
    Random random = new Random(seed ^ truth.name().hashCode());
    boolean[] hidden = new boolean[truth.length()];
    int t = 1;
    while (t < truth.length()) {
      GapGroup group = GROUPS.get(random.nextInt(GROUPS.size()));
      int end = t + group.length(random);
      if (isKnown(truth, t - 1, end + 1, scaler)
          && span.contains(truth.start(t), truth.start(end))) {
        for (; t < end; t++) {
          hidden[t] = true;
        }
        t += APART;
      }
      t += 1 + random.nextInt(APART);
    }
    return new Holes(truth, hidden);
  }

  private static boolean isKnown(Series series, int from, int to, Scaler scaler) {
    boolean known = to <= series.length();
    for (int t = from; known && t < to; t++) {
      known = scaler.accepts(series.value(t));
    }
    return known;
  }

  /** The series with its gaps. */
  public Series series() {
    return series;
  }

  /** The value that was taken from a window. */
  public double truth(int window) {
    return truth.value(window);
  }

  /** Whether a window's value was taken. */
  public boolean isHidden(int window) {
    return hidden[window];
  }

  /** The first hidden window; the number of windows where none is hidden. */
  int first() {
    int first = 0;
    while (first < hidden.length && !hidden[first]) {
      first++;
    }
    return first;
  }

  /** The first window of the gap that a hidden window is in. */
  public int begin(int window) {
    int begin = window;
    while (hidden[begin - 1]) {
      begin--;
    }
    return begin;
  }

  /** The window after the gap that a hidden window is in. */
  public int end(int window) {
    int end = window + 1;
    while (hidden[end]) {
      end++;
    }
    return end;
  }
}
