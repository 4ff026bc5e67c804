package io.sluice.bench.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KindTest {
  private static final int LENGTH = 40_000;
  private static final Cycle DAY = new Cycle(96, 4);

  /** In units of the noise, one of them per window. */
  private static double[] draw(Kind kind, long seed) {
    Drawn drawn = kind.draw(LENGTH, DAY, new Random(seed));
    return Arrays.stream(drawn.values()).map(value -> value / drawn.sd()).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return mean(Arrays.stream(values).map(value -> (value - mean) * (value - mean)).toArray());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void seed_decidesEverything(Kind kind) {
    assertThat(draw(kind, 1)).isEqualTo(draw(kind, 1)).isNotEqualTo(draw(kind, 2));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void halves_areAlike(Kind kind) {
    double[] values = draw(kind, 1);
    double[] first = Arrays.copyOf(values, LENGTH / 2);
    double[] second = Arrays.copyOfRange(values, LENGTH / 2, LENGTH);
    double sd = Math.sqrt(variance(values));
    assertThat(sd).isPositive();
    assertThat(mean(second)).isCloseTo(mean(first), within(0.2 * sd));
  }

  @Test
  void noiseOfBases_hasTheVarianceThatFaultsAreMeasuredBy() {
    assertThat(variance(draw(Kind.AR, 1))).isCloseTo(1, within(0.1));
    assertThat(variance(draw(Kind.SEASONAL, 1))).as("and 4² / 2").isCloseTo(9, within(0.3));
    assertThat(variance(draw(Kind.QUANTISED, 1))).as("and 0.5² / 12").isCloseTo(1.02, within(0.1));
    assertThat(variance(draw(Kind.GARCH, 1))).isCloseTo(1, within(0.15));
  }

  @Test
  void cycle_comesAgain() {
    double[] values = draw(Kind.SEASONAL, 1);
    double level = mean(values);
    double sum = 0;
    for (int i = DAY.period(); i < LENGTH; i++) {
      sum += (values[i] - level) * (values[i - DAY.period()] - level);
    }
    assertThat(sum / LENGTH).as("4² / 2").isCloseTo(8, within(0.3));
  }

  @Test
  void counts_haveTheirMeanAndVariance() {
    double[] values = draw(Kind.COUNTS, 1);
    assertThat(mean(values)).isCloseTo(3, within(0.05));
    assertThat(variance(values)).isCloseTo(3, within(0.1));
  }

  @Test
  void intermittentSeries_areMostlyZero() {
    double[] values = draw(Kind.INTERMITTENT, 1);
    long zeros = Arrays.stream(values).filter(value -> value == 0).count();
    assertThat((double) zeros / LENGTH).isCloseTo(0.85, within(0.01));
  }

  @Test
  void onAndOff_lastTenAndThirtyThreeWindows() {
    double[] values = draw(Kind.ON_OFF, 1);
    assertThat(mean(values) / 50).isCloseTo(10 / 43.3, within(0.03));
  }

  @Test
  void heavyTails_reachFarther() {
    double[] values = draw(Kind.HEAVY, 1);
    double sd = Math.sqrt(variance(values));
    double level = mean(values);
    assertThat(Arrays.stream(values).filter(value -> Math.abs(value - level) > 6 * sd).count())
        .isGreaterThan(20);
    double[] normal = draw(Kind.AR, 1);
    double middle = mean(normal);
    assertThat(Arrays.stream(normal).map(value -> Math.abs(value - middle))).allMatch(x -> x < 6);
  }
}
