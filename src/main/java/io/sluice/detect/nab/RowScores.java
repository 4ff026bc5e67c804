package io.sluice.detect.nab;

import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.window.Windows;
import java.util.TreeMap;

/**
 * What the rows of a file are given: the score of a window at its last row, and a detection where
 * an alert fires, there or, when its window has no row, at the next one.
 */
final class RowScores {
  private final TreeMap<Long, Integer> first = new TreeMap<>();
  private final TreeMap<Long, Integer> last = new TreeMap<>();
  private final int rows;
  private final Track track;

  RowScores(NabFile file, Track track, Windows windows) {
    this.rows = file.length();
    this.track = track;
    for (int row = 0; row < rows; row++) {
      long end = windows.endOf(file.time(row));
      first.putIfAbsent(end, row);
      last.put(end, row);
    }
  }

  /** By row, the score of its window, -log10 of a p-value; 0 where there is none. */
  double[] scores() {
    double[] scores = new double[rows];
    for (int window = 0; window < track.length(); window++) {
      Integer row = last.get(track.end(window));
      if (row != null) {
        scores[row] = Math.max(0, Double.isNaN(track.score(window)) ? 0 : track.score(window));
      }
    }
    return scores;
  }

  /** By row, 1 where an alert fires, else 0. */
  double[] alerts() {
    double[] alerts = new double[rows];
    for (Told alert : track.fired()) {
      Integer row = last.get(alert.decidedAt());
      var later = row == null ? first.higherEntry(alert.decidedAt()) : null;
      if (row != null) {
        alerts[row] = 1;
      } else if (later != null) {
        alerts[later.getValue()] = 1;
      }
    }
    return alerts;
  }
}
