package io.sluice.detect.nab;

import io.sluice.alert.Onsets;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.window.Windows;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * What the rows of a file are given: of a window, at its last row, the highest threshold at which
 * an alert would begin there, see {@link Onsets}; and a detection where an alert fires, there or,
 * when its window has no row, at the next one.
 */
final class RowScores {
  private final TreeMap<Long, Integer> first = new TreeMap<>();
  private final TreeMap<Long, Integer> last = new TreeMap<>();
  private final int rows;
  private final Track track;
  private final double threshold;

  /**
   * The rows of a file.
   *
   * @param threshold the score at which alerts fire
   */
  RowScores(NabFile file, Track track, Windows windows, double threshold) {
    this.threshold = threshold;
    this.rows = file.length();
    this.track = track;
    for (int row = 0; row < rows; row++) {
      long end = windows.endOf(file.time(row));
      first.putIfAbsent(end, row);
      last.put(end, row);
    }
  }

  /**
   * By row, how odd an alert is that begins there: where one fires its score, while it goes on 0,
   * and elsewhere the highest threshold at which one would begin.
   */
  double[] scores() {
    double[] quiet = new double[track.length()];
    Arrays.setAll(quiet, track::score);
    double[] fired = new double[quiet.length];
    for (Told alert : track.alerts()) {
      if (alert.isFiring() && !alert.isOfSilence()) {
        take(alert, quiet, fired);
      }
    }
    double[] onsets = Onsets.below(threshold, quiet);
    double[] scores = new double[rows];
    for (int window = 0; window < quiet.length; window++) {
      Integer row = last.get(track.end(window));
      if (row != null) {
        scores[row] = Math.max(fired[window], onsets[window]);
      }
    }
    return scores;
  }

  /** An alert takes the windows from the one on which it fires to the one on which it is over. */
  private void take(Told alert, double[] quiet, double[] fired) {
    long over =
        track.alerts().stream()
            .filter(other -> other.isResolved() && other.id().equals(alert.id()))
            .mapToLong(Told::decidedAt)
            .findFirst()
            .orElse(Long.MAX_VALUE);
    for (int window = 0; window < quiet.length; window++) {
      long end = track.end(window);
      fired[window] = end == alert.decidedAt() ? alert.score() : fired[window];
      quiet[window] = end >= alert.decidedAt() && end <= over ? Double.NaN : quiet[window];
    }
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
