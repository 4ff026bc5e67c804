package io.sluice.retrospect;

import io.sluice.feature.Scaler;
import io.sluice.history.series.Series;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a series without a gap that is too long to be filled. It begins and ends with a window
 * that has a value.
 *
 * @param from its first window
 * @param to the window after its last one
 */
public record Stretch(int from, int to) {

  /** The number of windows. */
  public int length() {
    return to - from;
  }

  /**
   * The stretches of a series.
   *
   * @param scaler says which values count
   * @param maxGap the longest run of windows without a value that does not end a stretch
   */
  public static List<Stretch> of(Series series, Scaler scaler, int maxGap) {
    List<Stretch> stretches = new ArrayList<>();
    int from = -1;
    int last = -1;
    for (int t = 0; t < series.length(); t++) {
      if (scaler.accepts(series.value(t))) {
        if (from >= 0 && t - last - 1 > maxGap) {
          stretches.add(new Stretch(from, last + 1));
          from = -1;
        }
        from = from < 0 ? t : from;
        last = t;
      }
    }
    if (from >= 0) {
      stretches.add(new Stretch(from, last + 1));
    }
    return stretches;
  }
}
