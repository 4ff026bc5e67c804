package io.sluice.retrospect.impute;

import java.util.random.RandomGenerator;

/** Gaps of about the same length, which are judged together. */
public enum GapGroup {
  SINGLE(1, 1),
  SHORT(2, 6),
  MEDIUM(7, 24),
  LONG(25, 48);

  private final int shortest;
  private final int longest;

  GapGroup(int shortest, int longest) {
    this.shortest = shortest;
    this.longest = longest;
  }

  /** The longest gap of all, in windows. */
  public static int maxGap() {
    return LONG.longest;
  }

  /** The group of gaps of a number of windows, 1 to {@link #maxGap}. */
  static GapGroup of(int length) {
    for (GapGroup group : values()) {
      if (length <= group.longest) {
        return group;
      }
    }
    throw new IllegalArgumentException("no gap is of " + length + " windows");
  }

  /** Draws a length. */
  int length(RandomGenerator random) {
    return shortest + random.nextInt(longest - shortest + 1);
  }

  /** The lengths, such as {@code 2-6}. */
  @Override
  public String toString() {
    return shortest == longest ? String.valueOf(shortest) : shortest + "-" + longest;
  }
}
