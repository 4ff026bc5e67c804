package io.sluice.bench.series;

import java.util.Random;

/** Normal noise that remembers: an AR(1) process of mean 0 and variance 1. */
final class Autoregression {
  private final double memory;
  private final double shock;
  private final Random random;
  private double value;

  /**
   * A process that begins somewhere in its law.
   *
   * @param memory correlation of neighbours, 0 to 1
   */
  Autoregression(double memory, Random random) {
    this.memory = memory;
    this.shock = Math.sqrt(1 - memory * memory);
    this.random = random;
    this.value = random.nextGaussian();
  }

  double next() {
    value = memory * value + shock * random.nextGaussian();
    return value;
  }
}
