package io.sluice.train.trivial;

import io.sluice.evaluate.Empirical;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** How far values were from what was said of them: a random sample of each kind of forecast. */
final class Residuals {
  /** Fewer are no distribution. */
  private static final int MIN = 20;

  private static final int MOST = 4096;
  private static final int MOST_IN_ALL = 4_000_000;

  private final float[][] samples;
  private final int[] seen;
  private final Random random = new Random(1);

  /** An empty sample of each of so many kinds. */
  Residuals(int kinds) {
    int capacity = Math.max(MIN, Math.min(MOST, MOST_IN_ALL / kinds));
    samples = new float[kinds][capacity];
    seen = new int[kinds];
  }

  void add(int kind, double residual) {
    float[] sample = samples[kind];
    int at = seen[kind] < sample.length ? seen[kind] : random.nextInt(seen[kind] + 1);
    seen[kind]++;
    if (at < sample.length) {
      sample[at] = (float) residual;
    }
  }

  /** Whether there is enough of a kind. */
  boolean has(int kind) {
    return seen[kind] >= MIN;
  }

  /** One quantile per level of the residuals of a kind. */
  double[] quantiles(int kind, List<Float> levels) {
    float[] sample = Arrays.copyOf(samples[kind], Math.min(seen[kind], samples[kind].length));
    double[] values = new double[sample.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = sample[i];
    }
    return Empirical.quantiles(values, levels);
  }
}
