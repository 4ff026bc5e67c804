package io.sluice.feature;

import java.util.List;

/**
 * Makes the quantiles of the next window hold what they say, for each key: of the values of a key,
 * a tenth lies below its quantile 0.1, whatever the model knows of keys like it.
 *
 * <p>Online conformal correction by quantile tracking (Gibbs and Candès, "Adaptive Conformal
 * Inference Under Distribution Shift", NeurIPS 2021; Angelopoulos, Candès and Tibshirani,
 * "Conformal PID Control for Time Series Prediction", NeurIPS 2023): after each value the offset of
 * a level goes up by its level times a step, and down by the step if the value was below. In the
 * long run each level is right, for any series. Offsets are widths of the forecast's own central
 * interval, so that they keep pace with what the model says of the moment; they are bounded, and
 * each level has its own, so that the two sides differ. Order: unscale, correct, sort. Stateless
 * but for its levels.
 */
public final class Coverage {
  /** The step, when a key is known; in widths. */
  private static final double STEP = 0.01;

  /** Until then steps are greater, as in a mean of so many windows more than were seen. */
  private static final int BEGIN = 10;

  private static final int MAX_COUNT = 1000;
  private static final float MAX_OFFSET = 3;

  private final float[] levels;
  private final int lower;
  private final int upper;

  /**
   * A correction of quantiles.
   *
   * @param levels ascending
   */
  public Coverage(List<Float> levels) {
    this.levels = new float[levels.size()];
    for (int i = 0; i < this.levels.length; i++) {
      this.levels[i] = levels.get(i);
    }
    this.lower = this.levels.length > 3 ? 1 : 0;
    this.upper = this.levels.length - 1 - lower;
  }

  /**
   * Corrects the quantiles of the next window, in place.
   *
   * @param quantiles in the source's unit, one per level from {@code at} on, ascending; NaN: the
   *     target was never observed, and nothing is changed
   */
  public void correct(CoverageState state, double[] quantiles, int at) {
    double width = quantiles[at + upper] - quantiles[at + lower];
    if (!(width > 0) || Double.isInfinite(width)) {
      return;
    }
    for (int i = 0; i < levels.length; i++) {
      double corrected = quantiles[at + i] + state.offsets[i] * width;
      int place = at + i;
      while (place > at && quantiles[place - 1] > corrected) {
        quantiles[place] = quantiles[place - 1];
        place--;
      }
      quantiles[place] = corrected;
    }
  }

  /**
   * Takes a value in.
   *
   * @param quantiles that were forecast of it, before they were corrected
   */
  public void learn(CoverageState state, double[] quantiles, int at, double value) {
    double width = quantiles[at + upper] - quantiles[at + lower];
    if (!(width > 0) || Double.isInfinite(width)) {
      return;
    }
    double step = Math.max(STEP, 1.0 / (state.count + BEGIN));
    for (int i = 0; i < levels.length; i++) {
      double quantile = quantiles[at + i] + state.offsets[i] * width;
      double below = value < quantile ? 1 : value == quantile ? 0.5 : 0;
      float offset = (float) (state.offsets[i] + step * (levels[i] - below));
      state.offsets[i] = Math.max(-MAX_OFFSET, Math.min(MAX_OFFSET, offset));
    }
    state.count = Math.min(state.count + 1, MAX_COUNT);
  }
}
