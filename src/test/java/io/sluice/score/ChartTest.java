package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.AlertChart;
import io.sluice.state.KeyState;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ChartTest {
  @Test
  void everyChartCanBeNamedInAConfiguration() {
    assertThat(Chart.of(EnumSet.allOf(AlertChart.class))).isEqualTo(EnumSet.allOf(Chart.class));
    assertThat(Stream.of(Chart.values()).map(chart -> chart.place))
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void chartThatIsOff_doesNotJudge() {
    assertThat(oddest(Set.of())).isIn(Chart.FROZEN, Chart.CHANGE);
    assertThat(oddest(Set.of(Chart.FROZEN, Chart.CHANGE))).isNotIn(Chart.FROZEN, Chart.CHANGE);
  }

  @Test
  void valueOutOfTheRangeSeen_isAsNovelAsTheCubeOfHowFar() {
    Scorer scorer = new Scorer(1);
    KeyState state = new KeyState(1, 3, new float[1]);
    for (int i = 0; i < 300; i++) {
      scorer.judge(state, new double[] {i % 2 == 0 ? 9 : 11}, null, 0);
      scorer.learn(state, false);
      if (i == 99) {
        assertThat(range(state, 13)).as("hardly known").isCloseTo(Math.log10(2), within(0.05));
      }
    }
    assertThat(range(state, 11)).isCloseTo(0, within(0.05));
    assertThat(range(state, 10)).isZero();
    assertThat(range(state, 13)).isCloseTo(3 * Math.log10(2), within(0.05));
    assertThat(range(state, -9)).isCloseTo(3 * Math.log10(10), within(0.05));
    assertThat(range(state, 1e300)).isBetween(9.0, 10.0);
  }

  private static double range(KeyState state, double value) {
    Moment now = new Moment();
    now.fromLevel = value - state.charts[0].level;
    return Chart.RANGE.novelty(state.charts[0], now);
  }

  /** What finds it that a noisy series stands still. */
  private static Chart oddest(Set<Chart> off) {
    Scorer scorer = new Scorer(1, off);
    KeyState state = new KeyState(1, 3, new float[1]);
    Random random = new Random(3);
    Score score = null;
    double value = 0;
    for (int i = 0; i < 320; i++) {
      value = i < 300 ? random.nextGaussian() : value;
      score = scorer.judge(state, new double[] {value}, new double[] {0}, 0);
      scorer.learn(state, false);
    }
    return score == null ? null : score.chart();
  }
}
