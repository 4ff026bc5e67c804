package io.sluice.demo.simulator;

import java.math.BigDecimal;
import java.util.Random;

/** Draws and number formats that the simulators share. */
final class Randomness {
  private Randomness() {}

  /** A Poisson draw by Knuth's method; for means of up to a few hundred. */
  static int poisson(Random random, double mean) {
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  /** One step of a process that returns to zero and keeps a standard deviation of 1. */
  static double settle(Random random, double value, double persistence) {
    return persistence * value + Math.sqrt(1 - persistence * persistence) * random.nextGaussian();
  }

  /** The number with a fixed count of decimals. */
  static String decimal(double value, int decimals) {
    return BigDecimal.valueOf(Math.round(value * Math.pow(10, decimals)), decimals).toString();
  }
}
