package io.sluice.train.lesson;

import java.util.random.RandomGenerator;

/** Draws which windows are hidden from a network while it learns: single ones, and gaps. */
final class Hiding {
  /** The longest gap that networks learn to fill, in windows. */
  static final int MAX_GAP = 48;

  /** How likely a window that could begin a gap does so; with it about a fifth is hidden. */
  private static final double BEGINS = 0.12;

  /** Share of the gaps that are a single window, which is what labels are made of. */
  private static final double SINGLE = 0.9;

  private Hiding() {}

  /** One flag per window of a series. At least one window stands between two gaps. */
  static boolean[] draw(int windows, RandomGenerator random) {
    boolean[] hidden = new boolean[windows];
    int t = 0;
    while (t < windows) {
      if (random.nextDouble() < BEGINS) {
        for (int left = length(random); left > 0 && t < windows; left--) {
          hidden[t++] = true;
        }
      }
      t++;
    }
    return hidden;
  }

  /** 1, or between 2 and the longest: each doubling as likely as the one before. */
  private static int length(RandomGenerator random) {
    return random.nextDouble() < SINGLE
        ? 1
        : (int) (2 * Math.pow(MAX_GAP / 2.0, random.nextDouble()));
  }
}
