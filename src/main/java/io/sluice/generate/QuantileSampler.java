package io.sluice.generate;

import io.sluice.score.ExponentialTail;
import java.util.List;

/**
 * Draws values from a predictive distribution that is known by its quantiles: linear between them,
 * and beyond the outermost an {@link ExponentialTail}.
 */
final class QuantileSampler {
  private final double[] levels;

  QuantileSampler(List<Float> levels) {
    this.levels = levels.stream().mapToDouble(Float::doubleValue).toArray();
  }

  int levels() {
    return levels.length;
  }

  /**
   * The value whose cumulative probability is {@code u}.
   *
   * @param quantiles one per level, ascending
   * @param u greater than 0, less than 1
   */
  double value(double[] quantiles, double u) {
    int last = levels.length - 1;
    if (u < levels[0]) {
      double scale = ExponentialTail.scale(quantiles[0], quantiles[1], levels[1] / levels[0]);
      return quantiles[0] + scale * Math.log(u / levels[0]);
    }
    if (u >= levels[last]) {
      double odds = (1 - levels[last - 1]) / (1 - levels[last]);
      double scale = ExponentialTail.scale(quantiles[last - 1], quantiles[last], odds);
      return quantiles[last] - scale * Math.log((1 - u) / (1 - levels[last]));
    }
    int above = 1;
    while (levels[above] <= u) {
      above++;
    }
    double share = (u - levels[above - 1]) / (levels[above] - levels[above - 1]);
    return quantiles[above - 1] + share * (quantiles[above] - quantiles[above - 1]);
  }
}
