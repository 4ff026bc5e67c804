package io.sluice.train.data;

import java.util.Arrays;

/**
 * Consecutive windows of one series as a network sees them, to be stepped from the initial state.
 */
public final class Sequence {
  private final int steps;
  private final float[] x;
  private final float[] y;

  /**
   * Takes the arrays as they are.
   *
   * @param steps the number of windows
   * @param x {@code [steps, features]}
   * @param y {@code [steps, horizon]}: what the forecasts made after each window should have said,
   *     or of whole sequences what the window's own value is, in the scaler's unit; NaN where
   *     nothing is known or nothing is to be learnt
   */
  public Sequence(int steps, float[] x, float[] y) {
    this.steps = steps;
    this.x = x;
    this.y = y;
  }

  public int steps() {
    return steps;
  }

  public float[] x() {
    return x;
  }

  public float[] y() {
    return y;
  }

  /** Whether any step has something to learn. */
  public boolean isUseful() {
    return firstTarget() < steps;
  }

  /** The first step that has a target; {@link #steps} when none has. */
  int firstTarget() {
    for (int i = 0; i < y.length; i++) {
      if (!Float.isNaN(y[i])) {
        return i / (y.length / steps);
      }
    }
    return steps;
  }

  /** The steps from {@code from} to {@code to}, exclusive. */
  Sequence slice(int from, int to) {
    int features = x.length / steps;
    int horizon = y.length / steps;
    return new Sequence(
        to - from,
        Arrays.copyOfRange(x, from * features, to * features),
        Arrays.copyOfRange(y, from * horizon, to * horizon));
  }
}
