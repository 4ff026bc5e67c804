package io.sluice.feature;

import io.sluice.config.TargetConfig.Bounds;

/**
 * The running estimates of one target of one key, in the scaler's space (the logarithm of the value
 * for {@link ScalerSpec.Kind#LOG_RETURN}, else the value). Mutable; persisted with the key state.
 */
public final class ScalerState {
  /** So many zeros, within so many observed windows, make a target one that is never negative. */
  private static final int MANY_ZEROS = 3;

  private static final int WITHIN = 200;
  private static final int NEGATIVE = -1;

  /**
   * Zeros seen lately, up to {@value #MANY_ZEROS}, from where on they stay; {@value #NEGATIVE} once
   * there was a value below zero.
   */
  private int zeros;

  /** Observed windows since the first of those zeros. */
  private int sinceZero;

  /** Observed windows, saturating at the scaler's memory. */
  public int count;

  /** Running mean. */
  public double level;

  /** The last value, observed or imputed. */
  public double last;

  /** Running mean absolute deviation from the level, as a standard deviation. */
  public float spread;

  /** Running mean absolute change from window to window. */
  public float change;

  /** Beyond which nothing is forecast; of the configuration, not of what was learnt. */
  public Bounds bounds = Bounds.NONE;

  /** The largest deviation from the level that is remembered. */
  public float reach;

  /**
   * Whether zero is where the target ends: there were several that are exactly zero and none below
   * it, as of what is counted or sold, and not of what happens to come by on its way, such as a
   * thermometer in autumn.
   */
  public boolean isNeverNegative() {
    return zeros == MANY_ZEROS;
  }

  /** Takes in on which side of zero an observed value lies. */
  void sawSign(double value) {
    if (value < 0 || zeros == NEGATIVE) {
      zeros = NEGATIVE;
    } else if (zeros < MANY_ZEROS) {
      sinceZero++;
      if (value == 0) {
        boolean isFirst = zeros == 0 || sinceZero >= WITHIN;
        zeros = isFirst ? 1 : zeros + 1;
        sinceZero = isFirst ? 0 : sinceZero;
      }
    }
  }

  /** What is known of the sign, for {@link #signed(int)}: 0 to 1023. */
  public int sign() {
    return (zeros - NEGATIVE) * 256 + Math.min(sinceZero, WITHIN);
  }

  /** Takes over what {@link #sign()} gave. */
  public void signed(int sign) {
    zeros = Math.min(MANY_ZEROS, sign / 256 + NEGATIVE);
    sinceZero = sign % 256;
  }

  /** The same estimates, to be changed apart from these. */
  public ScalerState copy() {
    ScalerState copy = new ScalerState();
    copy.count = count;
    copy.level = level;
    copy.last = last;
    copy.spread = spread;
    copy.change = change;
    copy.reach = reach;
    copy.bounds = bounds;
    copy.zeros = zeros;
    copy.sinceZero = sinceZero;
    return copy;
  }

  public void reset() {
    count = 0;
    level = 0;
    last = 0;
    spread = 0;
    change = 0;
    reach = 0;
    zeros = 0;
    sinceZero = 0;
  }
}
