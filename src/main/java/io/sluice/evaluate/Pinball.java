package io.sluice.evaluate;

/** The pinball loss {@code max(p (y - q), (p - 1) (y - q))} (Koenker and Bassett, 1978). */
public final class Pinball {
  private Pinball() {}

  /**
   * The loss of one quantile.
   *
   * @param level in (0, 1)
   * @param error {@code y - q}: what came true less the quantile
   */
  public static double of(double level, double error) {
    return tilted(level, level - 1, error);
  }

  /**
   * The mean over all levels.
   *
   * @param quantiles one per level
   * @param y what came true, of the same unit
   */
  public static double mean(float[] levels, double[] quantiles, double y) {
    double sum = 0;
    for (int i = 0; i < levels.length; i++) {
      // The slope is a float: figures that models state depend on how it is rounded.
      sum += tilted(levels[i], levels[i] - 1, y - quantiles[i]);
    }
    return sum / levels.length;
  }

  private static double tilted(double right, double left, double error) {
    return Math.max(right * error, left * error);
  }
}
