package io.sluice.detect.label;

import io.sluice.detect.run.Track;
import java.util.List;

/**
 * How alerts met keys that are known to be abnormal, or normal.
 *
 * @param abnormal such keys
 * @param found those of them in which an alert fired
 * @param normal such keys
 * @param flagged those of them in which an alert fired
 * @param falseAlerts the alerts that fired in normal keys
 * @param budgeted how many the budget allows in the time from the first window of each normal key
 *     to its last
 */
public record CaseCount(
    int abnormal, int found, int normal, int flagged, int falseAlerts, double budgeted) {
  /**
   * Counts keys.
   *
   * @param budgetMs the mean event time between two false alarms of a healthy key, ms
   */
  public static CaseCount of(List<Track> tracks, CaseLabels labels, long budgetMs) {
    int abnormal = 0;
    int found = 0;
    int normal = 0;
    int flagged = 0;
    int alerts = 0;
    double alive = 0;
    for (Track track : tracks) {
      Boolean isAbnormal = labels.isAbnormal(track.key());
      if (isAbnormal == null || track.length() == 0) {
        continue;
      }
      int fired = track.fired().size();
      if (isAbnormal) {
        abnormal++;
        found += fired > 0 ? 1 : 0;
      } else {
        normal++;
        flagged += fired > 0 ? 1 : 0;
        alerts += fired;
        alive += track.end(track.length() - 1) - track.start(0);
      }
    }
    return new CaseCount(abnormal, found, normal, flagged, alerts, alive / budgetMs);
  }

  /** Found over abnormal; NaN without any. */
  public double shareFound() {
    return (double) found / abnormal;
  }

  /** Flagged over normal; NaN without any. */
  public double shareFlagged() {
    return (double) flagged / normal;
  }
}
