package io.sluice.score;

import io.sluice.state.chart.TailState;

/** How rare what the charts say together is for a key, as far as the key is known. */
final class Rarity {
  /**
   * What is rare is unknown at first: after so many windows a score is taken for twice as often.
   */
  private static final double UNKNOWN = 300;

  /** After so many windows a score counts for half: until then a key has hardly shown its day. */
  private static final double YOUNG = 75;

  /** A score loses no more by that: what is beyond all measure is seen at once. */
  private static final double MOST_DOUBT = 2;

  private Rarity() {}

  /**
   * {@code -log10} of how many windows are as novel, at least 0.
   *
   * @param judged windows that were judged so far
   */
  static double of(TailState tail, int judged, double novelty) {
    return known(PeakTail.calibrated(tail, novelty), judged);
  }

  /** The same of what would be so rare if the key were known well. */
  static double known(double rarity, int judged) {
    double windows = judged + 1;
    double youth = YOUNG / windows;
    double known = Math.max(rarity / (1 + youth * youth), rarity - MOST_DOUBT);
    return Math.max(0, known - Math.log10(1 + UNKNOWN / windows));
  }
}
