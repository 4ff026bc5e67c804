package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;

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
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void chartThatIsOff_doesNotJudge() {
    assertThat(oddest(Set.of())).isIn(Chart.FROZEN, Chart.CHANGE);
    assertThat(oddest(Set.of(Chart.FROZEN, Chart.CHANGE))).isNotIn(Chart.FROZEN, Chart.CHANGE);
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
