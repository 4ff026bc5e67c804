package io.sluice.train.language.label;

import io.sluice.language.label.LabelStretch;
import io.sluice.model.label.LabelFeatures;
import io.sluice.model.label.RemainingTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts how long sessions go on, by what came last. */
final class RemainingCounts {
  /** So many sessions have to be alike before they stand for themselves. */
  private static final int LEAST = 10;

  private RemainingCounts() {}

  /** The quantiles of sessions that are over, each a stretch. */
  static RemainingTime of(List<LabelStretch> sessions) {
    Map<Long, List<Double>> times = new TreeMap<>();
    for (LabelStretch session : sessions) {
      long end = session.times().get(session.times().size() - 1);
      for (int at = 0; at < session.points().size(); at++) {
        double left = (end - session.times().get(at)) / 1000.0;
        int token = session.points().get(at).token;
        int events = Math.min(RemainingTime.MOST_EVENTS, session.points().get(at).position);
        add(times, LabelFeatures.key(RemainingTime.ALL, 0, 0), left);
        add(times, LabelFeatures.key(RemainingTime.TOKEN, token, 0), left);
        add(times, LabelFeatures.key(RemainingTime.PLACE, token, events), left);
      }
    }
    RowCounts rows = new RowCounts(RemainingTime.LEVELS);
    times.forEach(
        (key, of) -> {
          if (of.size() >= LEAST || key == LabelFeatures.key(RemainingTime.ALL, 0, 0)) {
            quantiles(of, rows.row(key));
          }
        });
    return new RemainingTime(rows.build());
  }

  private static void add(Map<Long, List<Double>> times, long key, double left) {
    times.computeIfAbsent(key, one -> new ArrayList<>()).add(left);
  }

  private static void quantiles(List<Double> times, float[] row) {
    times.sort(null);
    for (int level = 0; level < row.length; level++) {
      double place = (level + 1.0) / (row.length + 1) * (times.size() - 1);
      int below = (int) place;
      double above = times.get(Math.min(times.size() - 1, below + 1));
      row[level] = (float) (times.get(below) + (place - below) * (above - times.get(below)));
    }
  }
}
