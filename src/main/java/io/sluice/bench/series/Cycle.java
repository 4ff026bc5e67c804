package io.sluice.bench.series;

/**
 * The cycle of series that have one.
 *
 * @param period windows
 * @param amplitude of the sine, in standard deviations of the noise on it
 */
public record Cycle(int period, double amplitude) {
  public Cycle {
    if (period < 2 || !(amplitude >= 0)) {
      throw new IllegalArgumentException(
          "a cycle has at least two windows and an amplitude of at least 0");
    }
  }
}
