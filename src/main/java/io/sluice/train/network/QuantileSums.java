package io.sluice.train.network;

/**
 * How a head's raw increments add up to quantiles around the median. Each is made positive by
 * squareplus (Barron, 2021), {@code (a + sqrt(a² + b)) / 2}, which costs a CPU far less than
 * softplus; in floating point it is never negative, however far below zero {@code a} lies.
 */
public final class QuantileSums {
  /** Squareplus's {@code b}: the lower, the sharper its bend at 0. */
  public static final float BEND = 0.25f;

  private QuantileSums() {}

  /**
   * The matrix that {@code a + sqrt(a² + b)} of the increments is multiplied with, {@code [levels -
   * 1, levels]}: one half for those between the median and a level above it, minus one half for
   * those between it and a level below.
   */
  public static float[] of(ModelSpec spec) {
    int levels = spec.levels().size();
    int median = spec.median();
    float[] matrix = new float[(levels - 1) * levels];
    for (int increment = 0; increment < levels - 1; increment++) {
      for (int level = 0; level < levels; level++) {
        boolean below = level <= increment && increment < median;
        boolean above = median <= increment && increment < level;
        matrix[increment * levels + level] = below ? -0.5f : above ? 0.5f : 0;
      }
    }
    return matrix;
  }

  /** The raw increment that squareplus makes {@code value} of. */
  static double inverseSquareplus(double value) {
    return value - BEND / (4 * value);
  }
}
