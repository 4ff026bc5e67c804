package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.state.chart.TailState;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeakTailTest {
  private static final int WINDOWS = 200_000;
  private static final int SETTLED = 1000;

  /** Peaks that are closer are one, windows. */
  private static final int GAP = 10;

  private final TailState tail = new TailState(2, 0.8);

  /** Laws of statistics. */
  private enum Law {
    EXPONENTIAL,
    /** Pareto's, of exponent 4: a generalised Pareto law of shape 0.25. */
    HEAVY,
    LIGHT,
    BOUNDED;

    double draw(Random random) {
      return switch (this) {
        case EXPONENTIAL -> -Math.log(1 - random.nextDouble());
        case HEAVY -> Math.pow(1 - random.nextDouble(), -0.25);
        case LIGHT -> Math.abs(random.nextGaussian());
        case BOUNDED -> 8 * random.nextDouble();
      };
    }
  }

  private void learn(Law law, int count) {
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      PeakTail.learn(tail, law.draw(random));
    }
  }

  /** Peaks as rare as a score, per those that there are to be. */
  private double ratio(Law law, double score) {
    Random random = new Random(2);
    int peaks = 0;
    int last = -GAP;
    for (int i = 0; i < WINDOWS; i++) {
      double value = law.draw(random);
      if (i >= SETTLED && PeakTail.calibrated(tail, value) >= score) {
        peaks += i - last > GAP ? 1 : 0;
        last = i;
      }
      PeakTail.learn(tail, value);
    }
    return peaks * Math.pow(10, score) / (WINDOWS - SETTLED);
  }

  @ParameterizedTest
  @EnumSource(value = Law.class, names = "BOUNDED", mode = EnumSource.Mode.EXCLUDE)
  void scoreOfTwo_isOncePerHundredWindows(Law law) {
    assertThat(ratio(law, 2)).isBetween(0.7, 1.4);
  }

  @ParameterizedTest
  @EnumSource(value = Law.class, names = "BOUNDED", mode = EnumSource.Mode.EXCLUDE)
  void scoreOfThree_isOncePerThousandWindows(Law law) {
    assertThat(ratio(law, 3)).isBetween(0.5, 2.0);
  }

  /** Its shape is never taken for that of a law that ends at once. */
  @Test
  void scoreOfABoundedLaw_isRatherTooLow() {
    assertThat(ratio(Law.BOUNDED, 2)).isBetween(0.2, 1.0);
    assertThat(ratio(Law.BOUNDED, 3)).isLessThan(1);
  }

  @Test
  void hugePeak_doesNotHideTheNext() {
    learn(Law.EXPONENTIAL, 3000);
    PeakTail.learnPeak(tail, 1e6);
    assertThat(PeakTail.calibrated(tail, 20)).as("a budget of 1000 is 3").isGreaterThan(8);
  }

  @Test
  void clusterAndEpisode_areOnePeakEach() {
    learn(Law.EXPONENTIAL, 3000);
    for (int i = 0; i < GAP + 1; i++) {
      PeakTail.learn(tail, 0);
    }
    tail.peaks = 20;
    float excess = tail.meanExcess;
    for (int i = 0; i < 5; i++) {
      PeakTail.learn(tail, tail.threshold + 3 * excess);
      PeakTail.learn(tail, 0);
    }
    for (int i = 0; i < GAP; i++) {
      PeakTail.learn(tail, 0);
    }
    assertThat(tail.peaks).isEqualTo(21);
    assertThat(tail.meanExcess).isBetween(1.01f * excess, 1.2f * excess);
    PeakTail.learnPeak(tail, tail.threshold);
    assertThat(tail.peaks).isEqualTo(22);
  }

  @Test
  void clusterThatGoesOnAndOn_isTakenForSeveral() {
    for (int i = 0; i < 3 * TailState.MAX_CLUSTER; i++) {
      PeakTail.learn(tail, 1e3);
    }
    assertThat(tail.peaks).isEqualTo(2);
    assertThat(tail.cluster).isLessThanOrEqualTo(TailState.MAX_CLUSTER);
  }

  @Test
  void rarity_growsWithTheStatistic_withoutAJump() {
    learn(Law.LIGHT, 20_000);
    double ingredient = 0;
    double calibrated = 0;
    for (double statistic = 0; statistic < 20; statistic += 0.001) {
      double nextIngredient = PeakTail.rarity(tail, statistic);
      double nextCalibrated = PeakTail.calibrated(tail, statistic);
      assertThat(nextIngredient).isBetween(ingredient, ingredient + 0.1);
      assertThat(nextCalibrated).isBetween(calibrated, calibrated + 0.5);
      ingredient = nextIngredient;
      calibrated = nextCalibrated;
    }
    assertThat(calibrated).isGreaterThan(10);
  }

  @Test
  void atTheThreshold_itIsOncePerFiftyWindows() {
    learn(Law.EXPONENTIAL, 20_000);
    assertThat(PeakTail.calibrated(tail, tail.threshold)).isCloseTo(Math.log10(50), within(1e-9));
    assertThat(PeakTail.rarity(tail, tail.threshold)).isCloseTo(Math.log10(50), within(1e-9));
    assertThat(PeakTail.rarity(tail, 0)).isBetween(0.0, 0.3);
  }

  @Test
  void littleKnown_isDoubted() {
    learn(Law.EXPONENTIAL, 100);
    double young = PeakTail.calibrated(tail, tail.threshold + 8 * tail.meanExcess);
    learn(Law.EXPONENTIAL, 20_000);
    double old = PeakTail.calibrated(tail, tail.threshold + 8 * tail.meanExcess);
    assertThat(young).isLessThan(0.9 * old);
  }
}
