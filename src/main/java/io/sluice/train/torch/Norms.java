package io.sluice.train.torch;

import io.sluice.evaluate.Empirical;
import java.util.Arrays;

/** The global norms of a training's gradients. */
final class Norms {
  private static final double DECILE = 0.9;

  private final double limit;
  private double[] norms = new double[256];
  private int count;
  private int clipped;

  /** None yet, of which those beyond a limit are clipped. */
  Norms(double limit) {
    this.limit = limit;
  }

  void add(double norm) {
    if (count == norms.length) {
      norms = Arrays.copyOf(norms, 2 * count);
    }
    norms[count++] = norm;
    clipped += norm > limit ? 1 : 0;
  }

  /** How many there were. */
  int count() {
    return count;
  }

  /** Share of the gradients that were clipped; 0 of none. */
  double clippedShare() {
    return count == 0 ? 0 : (double) clipped / count;
  }

  /** What nine of ten are below; 0 of none. */
  double ninthDecile() {
    double[] sorted = Arrays.copyOf(norms, count);
    Arrays.sort(sorted);
    return count == 0 ? 0 : Empirical.quantile(sorted, DECILE);
  }
}
