package io.sluice.evaluate;

/** The pinball loss {@code max(p (y - q), (p - 1) (y - q))} (Koenker and Bassett, 1978). */
public final class Pinball {
  private Pinball() {}

  /**
   * The mean over all levels.
   *
   * @param quantiles one per level
   * @param y what came true, of the same unit
   */
  public static double mean(float[] levels, double[] quantiles, double y) {
    double sum = 0;
    for (int i = 0; i < levels.length; i++) {
      double error = y - quantiles[i];
      sum += Math.max(levels[i] * error, (levels[i] - 1) * error);
    }
    return sum / levels.length;
  }
}
