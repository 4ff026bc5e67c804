package io.sluice.state;

/** What a key has taught about the tail of one of its surprise series. Mutable; persisted. */
public final class TailState {
  /** Share of surprises above the threshold. */
  public static final double TAIL = 0.05;

  /** ln(1 + s) of the surprise that a calibrated forecast exceeds in {@link #TAIL} of the cases. */
  public static final double INITIAL_THRESHOLD = Math.log1p(-Math.log10(TAIL));

  /** Mean of ln(1 + s) above the threshold, for s exponential with mean 1 / ln 10. */
  public static final double INITIAL_EXCESS = 0.165;

  /** Surprises seen, saturating. */
  public int count;

  /** Surprises above the threshold seen, saturating. */
  public int exceedances;

  /** Estimate of the surprise's upper quantile, in {@code ln(1 + surprise)}. */
  public float threshold = (float) INITIAL_THRESHOLD;

  /** Estimate of the mean excess over the threshold, in the same unit. */
  public float meanExcess = (float) INITIAL_EXCESS;

  void take(TailState other) {
    count = other.count;
    exceedances = other.exceedances;
    threshold = other.threshold;
    meanExcess = other.meanExcess;
  }
}
