package io.sluice.evaluate.metric;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * How much of a difference between two forecasters is luck, by drawing anew what both were scored
 * on: a paired bootstrap, in blocks of a circle where what is drawn stands in an order (Politis and
 * Romano, 1992), about the cube root of their number long (Hall, Horowitz and Jing, 1995).
 */
public final class PairedBootstrap {
  /** Fewer than these say too little of their spread. */
  public static final int FEWEST = 8;

  private static final int DRAWS = 2000;
  private static final long SEED = 1;
  private static final double TAIL = .025;

  /** Shares below this are how numbers were rounded in a file. */
  private static final double NOTHING = 1e-5;

  private PairedBootstrap() {}

  /**
   * Where the middle 95% of draws lie.
   *
   * @param from the lowest
   * @param to the highest
   */
  public record Interval(double from, double to) {
    /** Whether zero is outside, so that chance alone makes it rarely. */
    public boolean isApart() {
      return from > NOTHING || to < -NOTHING;
    }
  }

  /** The length of blocks of so many units that follow each other. */
  public static int block(int units) {
    return Math.max(1, (int) Math.round(Math.cbrt(units)));
  }

  /**
   * Draws.
   *
   * @param units how many there are, at least 1
   * @param block how many in a row are drawn together; 1 where they have no order
   * @param statistic of how often each unit was drawn; NaN where it has none
   */
  public static Interval of(int units, int block, ToDoubleFunction<int[]> statistic) {
    Random random = new Random(SEED);
    double[] drawn = new double[DRAWS];
    int[] times = new int[units];
    for (int draw = 0; draw < DRAWS; draw++) {
      Arrays.fill(times, 0);
      for (int taken = 0; taken < units; taken += block) {
        int first = random.nextInt(units);
        for (int i = 0; i < Math.min(block, units - taken); i++) {
          times[(first + i) % units]++;
        }
      }
      drawn[draw] = statistic.applyAsDouble(times);
    }
    double[] sorted = Arrays.stream(drawn).filter(Double::isFinite).sorted().toArray();
    return sorted.length == 0
        ? new Interval(Double.NaN, Double.NaN)
        : new Interval(at(sorted, TAIL), at(sorted, 1 - TAIL));
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
