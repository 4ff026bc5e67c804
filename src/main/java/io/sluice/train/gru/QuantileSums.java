package io.sluice.train.gru;

/** How a head's increments add up to quantiles around the median. */
public final class QuantileSums {
  private QuantileSums() {}

  /**
   * The matrix that increments are multiplied with, {@code [levels - 1, levels]}: 1 for those
   * between the median and a level above it, -1 for those between it and a level below.
   */
  public static float[] of(ModelSpec spec) {
    int levels = spec.levels().size();
    int median = spec.median();
    float[] matrix = new float[(levels - 1) * levels];
    for (int increment = 0; increment < levels - 1; increment++) {
      for (int level = 0; level < levels; level++) {
        boolean below = level <= increment && increment < median;
        boolean above = median <= increment && increment < level;
        matrix[increment * levels + level] = below ? -1 : above ? 1 : 0;
      }
    }
    return matrix;
  }
}
