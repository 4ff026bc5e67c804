package io.sluice.query;

import io.sluice.score.Chart;
import java.util.List;

/**
 * Why an alert of a key fires, or none does.
 *
 * @param windowsJudged windows whose values were judged, and learned from
 * @param windowsNeeded so many have to be before values raise an alert
 * @param words one sentence of it
 * @param score at which an alert fires
 * @param charts each chart that is in use, by target; empty when no window was judged here lately
 * @param gap windows without an event in a row
 * @param silentAfter so many of them raise an alert; negative: silence raises none
 */
public record Verdict(
    int windowsJudged,
    int windowsNeeded,
    String words,
    double score,
    List<Said> charts,
    int gap,
    int silentAfter) {
  public Verdict {
    charts = List.copyOf(charts);
  }

  /**
   * What one chart said of the last window.
   *
   * @param target its place among the pipeline's
   * @param score about {@code -log10} of how often the like was seen, at least 0
   * @param threshold what it alone would have to say of the next window to raise an alert
   */
  public record Said(Chart chart, int target, double score, double threshold) {}
}
