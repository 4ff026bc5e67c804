package io.sluice.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CoverageTest {
  private static final List<Float> LEVELS = List.of(0.01f, 0.1f, 0.5f, 0.9f, 0.99f);
  private static final double[] NORMAL = {-2.326, -1.282, 0, 1.282, 2.326};
  private static final int WINDOWS = 6000;
  private static final int SETTLED = 300;

  private final Coverage coverage = new Coverage(LEVELS);
  private final CoverageState state = new CoverageState(LEVELS.size());

  /** The share of values in the central 80% of a forecast that is off and too narrow. */
  private double share(double off, double width, boolean isCorrected) {
    Random random = new Random(11);
    int inside = 0;
    for (int i = 0; i < WINDOWS; i++) {
      double[] forecast = new double[NORMAL.length];
      for (int level = 0; level < forecast.length; level++) {
        forecast[level] = off + width * NORMAL[level];
      }
      double[] published = forecast.clone();
      if (isCorrected) {
        coverage.correct(state, published, 0);
      }
      double value = random.nextGaussian();
      assertThat(published).isSorted();
      inside += i >= SETTLED && published[1] <= value && value <= published[3] ? 1 : 0;
      coverage.learn(state, forecast, 0, value);
    }
    return (double) inside / (WINDOWS - SETTLED);
  }

  @Test
  void intervalThatIsTooNarrow_holdsWhatItSays() {
    assertThat(share(0, 0.6, false)).isLessThan(0.6);
    assertThat(share(0, 0.6, true)).isCloseTo(0.8, within(0.02));
  }

  @Test
  void intervalThatIsTooWideOrOff_holdsWhatItSays_onEachSide() {
    assertThat(share(0, 2, true)).isCloseTo(0.8, within(0.02));
    assertThat(share(1, 1, true)).isCloseTo(0.8, within(0.02));
    assertThat(state.offsets[1]).as("it lay too high").isNegative();
    assertThat(state.offsets[3]).isNegative();
  }

  @Test
  void unitDoesNotMatter() {
    CoverageState large = new CoverageState(LEVELS.size());
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      double value = random.nextGaussian();
      double[] scaled = NORMAL.clone();
      for (int level = 0; level < scaled.length; level++) {
        scaled[level] *= 1e12;
      }
      coverage.learn(state, NORMAL, 0, value);
      coverage.learn(large, scaled, 0, value * 1e12);
    }
    assertThat(large.offsets).containsExactly(state.offsets);
  }

  @Test
  void constantAndUnknownForecasts_areLeftAsTheyAre() {
    double[] constant = {3, 3, 3, 3, 3};
    coverage.learn(state, constant, 0, 5);
    coverage.correct(state, constant, 0);
    assertThat(constant).containsOnly(3);
    double[] unknown = {Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    coverage.learn(state, unknown, 0, 5);
    coverage.correct(state, unknown, 0);
    assertThat(unknown).containsOnly(Double.NaN);
    assertThat(state.count).isZero();
  }
}
