package io.sluice.train.lesson;

/**
 * A training example: consecutive windows of one series as a network sees them, to be stepped from
 * the initial state.
 */
public final class Example {
  private final int steps;
  private final float[] x;
  private final float[] y;
  private final float[] weights;

  /**
   * Takes the arrays as they are.
   *
   * @param steps the number of windows
   * @param x {@code [steps, features]}
   * @param y {@code [steps, horizon]}: what the forecasts made after each window should have been,
   *     or for a whole-sequence model what the window's own value is, in the scaler's unit; NaN
   *     where nothing is known or nothing is to be learnt
   * @param weights {@code [steps]}: what the forecasts made after each window count
   */
  public Example(int steps, float[] x, float[] y, float[] weights) {
    this.steps = steps;
    this.x = x;
    this.y = y;
    this.weights = weights;
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

  public float[] weights() {
    return weights;
  }
}
