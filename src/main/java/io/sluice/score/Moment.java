package io.sluice.score;

/** One target's value in the window that is judged, against what is remembered. Reused. */
final class Moment {
  /** The value. */
  double value;

  /**
   * Its distance from the median that was forecast of it, or from what the season has at about this
   * time if that is nearer, signed; NaN: there was no forecast.
   */
  double error;

  /** Its distance from what is usual, signed. */
  double fromUsual;

  /** Its distance from the level, signed. */
  double fromLevel;

  /** Its distance from the profile, signed; NaN: the profile does not know this phase. */
  double fromProfile;

  /** The fast means of distances and errors, this value taken in as it is. */
  double drift;

  double spread;

  /** The phase of the season. */
  int phase;

  /** Below it differences are taken for none. */
  double tiny;

  /** Whether the value is the one before it. */
  boolean isRepeat;

  /** Of each chart: its statistic, a natural logarithm, where it has one; and its novelty. */
  final double[] statistics = new double[Chart.values().length];

  final double[] novelties = new double[Chart.values().length];

  /** All novelties together; 0: not judged. */
  double novelty;

  /** Whether there is a moment: the target has a value. */
  boolean isSeen;
}
