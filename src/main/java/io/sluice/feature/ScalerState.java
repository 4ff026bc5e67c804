package io.sluice.feature;

/**
 * The running estimates of one target of one key, in the scaler's space (the logarithm of the value
 * for {@link ScalerSpec.Kind#LOG_RETURN}, else the value). Mutable; persisted with the key state.
 */
public final class ScalerState {
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

  /** The largest deviation from the level that is remembered. */
  public float reach;

  /** The same estimates, to be changed apart from these. */
  public ScalerState copy() {
    ScalerState copy = new ScalerState();
    copy.count = count;
    copy.level = level;
    copy.last = last;
    copy.spread = spread;
    copy.change = change;
    copy.reach = reach;
    return copy;
  }

  public void reset() {
    count = 0;
    level = 0;
    last = 0;
    spread = 0;
    change = 0;
    reach = 0;
  }
}
