package io.sluice.detect.fault;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How much a series varies beside its pattern. */
final class Spread {
  /** The standard deviation over the median absolute deviation of normal values. */
  private static final double NORMAL = 1.4826;

  private Spread() {}

  /**
   * The standard deviation of what a season does not explain: of the distance from the value one
   * season before, over the root of two. It is that of the middle of the distances (their median
   * absolute deviation), or of all where more than half are alike, or of the values themselves
   * where no season explains anything.
   *
   * @param values NaN where there is none
   * @param season windows; where the series has fewer than four of them, the window before counts
   * @return 0 when all values are the same
   */
  static double of(double[] values, int season) {
    int lag = 4L * season <= values.length ? Math.max(1, season) : 1;
    double[] distances =
        present(IntStream.range(lag, values.length).mapToDouble(i -> values[i] - values[i - lag]));
    double middle = NORMAL * median(Arrays.stream(distances).map(Math::abs).toArray());
    double spread = (middle > 0 ? middle : deviation(distances)) / Math.sqrt(2);
    return spread > 0 ? spread : deviation(present(Arrays.stream(values)));
  }

  private static double[] present(DoubleStream values) {
    return values.filter(value -> !Double.isNaN(value)).toArray();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values.length == 0 ? 0 : values[values.length / 2];
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return values.length == 0 ? 0 : Math.sqrt(squares / values.length);
  }
}
