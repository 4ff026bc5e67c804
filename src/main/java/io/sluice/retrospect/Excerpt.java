package io.sluice.retrospect;

import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.model.sequence.SequenceContract;

/**
 * An excerpt of a series as a whole-sequence model sees it, and what the model's numbers mean: see
 * {@link SequenceContract}.
 */
public final class Excerpt {
  private final Cut cut;
  private final boolean[] missing;
  private final double[] filled;
  private final double[] spread;
  private final float[] x;
  private final Scaler scaler;
  private final ScalerState scale;

  /**
   * Takes the arrays as they are.
   *
   * @param missing which windows have no value, {@code [steps]}
   * @param filled values, and where there are none the line between the neighbours, {@code [steps]}
   * @param spread the unit of the model's output for each window, in the scaler's, {@code [steps]}
   * @param x {@code [steps, features]}
   * @param scale as known by the end of the excerpt
   */
  Excerpt(
      Cut cut,
      boolean[] missing,
      double[] filled,
      double[] spread,
      float[] x,
      Scaler scaler,
      ScalerState scale) {
    this.cut = cut;
    this.missing = missing;
    this.filled = filled;
    this.spread = spread;
    this.x = x;
    this.scaler = scaler;
    this.scale = scale;
  }

  /** Where it was cut. */
  public Cut cut() {
    return cut;
  }

  /** Known windows that its scale was learnt from, saturating at the scaler's memory. */
  public int count() {
    return scale.count;
  }

  public float[] x() {
    return x;
  }

  /** Whether a window of the series has no value here. */
  public boolean isMissing(int window) {
    return missing[window - cut.from()];
  }

  /** A value of a missing window as the model would have to state it. */
  public double scale(int window, double value) {
    scaler.impute(scale, filled[window - cut.from()]);
    return scaler.scale(scale, value) / spread[window - cut.from()];
  }

  /** The inverse of {@link #scale}, in the source's units. */
  public double unscale(int window, double scaled) {
    scaler.impute(scale, filled[window - cut.from()]);
    return scaler.unscale(scale, scaled * spread[window - cut.from()]);
  }
}
