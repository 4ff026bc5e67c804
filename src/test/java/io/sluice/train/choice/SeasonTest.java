package io.sluice.train.choice;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What season a history shows. */
class SeasonTest {
  private static final int WINDOWS = 2000;
  private static final int USUAL = 24;

  private final Random random = new Random(3);

  @Test
  void seasonThatTheCalendarSuggests_isFoundInNoise() {
    Season season = find(t -> Math.sin(2 * Math.PI * t / 24) + random.nextGaussian() / 10);
    assertThat(season.windows()).isEqualTo(24);
    assertThat(season.isFound()).isTrue();
  }

  @Test
  void anotherSeason_isFoundInItsPlace() {
    Season season = find(t -> (t % 37 < 9 ? 5 : 0) + random.nextGaussian() / 2);
    assertThat(season.windows()).isEqualTo(37);
    assertThat(season.isFound()).isTrue();
  }

  @Test
  void weekThatIsClearerThanItsDays_leavesTheDay() {
    Season season =
        find(
            t ->
                Math.sin(2 * Math.PI * t / 24) * (t / 24 % 7 < 5 ? 2 : 1.4)
                    + random.nextGaussian() / 10);
    assertThat(season.windows()).isEqualTo(24);
  }

  @Test
  void randomWalkAndNoise_haveNone_andTheUsualOneStands() {
    double[] walk = new double[WINDOWS];
    for (int t = 1; t < WINDOWS; t++) {
      walk[t] = walk[t - 1] + random.nextGaussian();
    }
    for (Season season : List.of(find(t -> walk[t]), find(t -> random.nextGaussian()))) {
      assertThat(season.isFound()).isFalse();
      assertThat(season.windows()).isEqualTo(USUAL);
    }
  }

  @Test
  void fewValues_haveNone() {
    Series few = series(5, t -> t % 2);
    assertThat(Season.of(List.of(few), new TimeSpan(0, 5), USUAL).isFound()).isFalse();
  }

  @Test
  void timeAfterTraining_isNotLookedAt() {
    Series late = series(WINDOWS, t -> t < 300 ? random.nextGaussian() : t % 24);
    assertThat(Season.of(List.of(late), new TimeSpan(0, 300), USUAL).isFound()).isFalse();
  }

  private static Season find(IntToDoubleFunction value) {
    return Season.of(List.of(series(WINDOWS, value)), new TimeSpan(0, WINDOWS), USUAL);
  }

  private static Series series(int length, IntToDoubleFunction value) {
    long[] starts = new long[length];
    double[] values = new double[length];
    for (int t = 0; t < length; t++) {
      starts[t] = t;
      values[t] = value.applyAsDouble(t);
    }
    return new Series("one", starts, values);
  }
}
