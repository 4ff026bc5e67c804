package io.sluice.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EmpiricalTest {
  private static final double[] SORTED = {1, 2, 4, 8};

  @Test
  void outermostLevels_areTheLeastAndTheGreatestValue() {
    assertThat(Empirical.quantile(SORTED, 0)).isEqualTo(1);
    assertThat(Empirical.quantile(SORTED, 1)).isEqualTo(8);
  }

  @Test
  void levelsBetweenTwoOrderStatistics_areInterpolatedLinearly() {
    assertThat(Empirical.quantile(SORTED, .5)).isEqualTo(3);
    assertThat(Empirical.quantile(SORTED, .9)).isCloseTo(4 + .7 * 4, within(1e-12));
  }

  @Test
  void oneValue_isItsOwnQuantileAtEveryLevel() {
    assertThat(Empirical.quantile(new double[] {7}, .3)).isEqualTo(7);
  }

  @Test
  void sampleInAnyOrder_hasTheQuantilesOfTheSortedOne() {
    assertThat(Empirical.quantiles(new double[] {8, 1, 4, 2}, List.of(0f, .5f, 1f)))
        .containsExactly(1, 3, 8);
  }
}
