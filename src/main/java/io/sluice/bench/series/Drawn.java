package io.sluice.bench.series;

/**
 * A series that was drawn.
 *
 * <p>A final class rather than a record because it holds an array.
 */
public final class Drawn {
  private final double[] values;
  private final double sd;

  Drawn(double[] values, double sd) {
    this.values = values;
    this.sd = sd;
  }

  /** A copy of the values, one per window. */
  public double[] values() {
    return values.clone();
  }

  /**
   * The unit of the noise, in that of the values: for {@link Kind#AR} and {@link Kind#SEASONAL} the
   * standard deviation of what is no cycle.
   */
  public double sd() {
    return sd;
  }
}
