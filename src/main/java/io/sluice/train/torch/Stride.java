package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;

/**
 * Every {@code every}th step of a chunk, from {@code first} on: neighbouring forecasts of a long
 * horizon say much the same, so that some of them are enough to learn from.
 *
 * @param first the first step, below {@code every}
 * @param every 1: each step
 */
record Stride(int first, int every) {
  static final Stride EACH = new Stride(0, 1);

  /**
   * Every so manieth of the steps that not many more than {@code most} forecasts are left, each of
   * one step ahead; at least one of them.
   *
   * @param forecasts those of one step
   */
  static int every(int steps, int forecasts, int most) {
    long every = (long) steps * forecasts / most;
    return (int) Math.max(1, Math.min(steps, every));
  }

  /** These steps of {@code [batch, steps, ...]}. */
  NDArray of(NDArray steps) {
    return every == 1 ? steps : steps.get(":, {}::{}", first, every);
  }

  /** How many there are among so many steps. */
  int count(int steps) {
    return Math.max(0, (steps - first + every - 1) / every);
  }
}
