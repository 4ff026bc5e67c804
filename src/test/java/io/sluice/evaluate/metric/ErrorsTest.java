package io.sluice.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.history.series.Series;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The definitions of fev-bench, worked by hand. */
class ErrorsTest {
  private static final SeasonalError SCALE = new SeasonalError(2, 8);

  @Test
  void pointForecast_scoresByTheDefinitions() {
    Errors errors = new Errors();
    errors.add(10, point(13), SCALE);
    errors.add(-6, point(-5), SCALE);
    assertThat(errors.mase()).isCloseTo((3 / 2.0 + 1 / 2.0) / 2, within(1e-12));
    // A point forecast loses at level q: 2 (1 - q) per unit above, 1 on average over the levels.
    assertThat(errors.sql()).isCloseTo(errors.mase(), within(1e-12));
    assertThat(errors.wql()).isCloseTo((3 + 1) / 16.0, within(1e-12));
    assertThat(errors.smape()).isCloseTo((6 / 23.0 + 2 / 11.0) / 2, within(1e-12));
    assertThat(errors.rmsse()).isCloseTo(Math.sqrt((9 / 8.0 + 1 / 8.0) / 2), within(1e-12));
  }

  @Test
  void quantileLossCountsTwiceWhatIsMissedAtEachLevel() {
    double[] quantiles = new double[Levels.COUNT];
    Arrays.setAll(quantiles, i -> 10 * Levels.get(i));
    Errors errors = new Errors();
    errors.add(3.2, quantiles, SCALE);
    double expected = 0;
    for (int level = 1; level <= 9; level++) {
      double q = level / 10.0;
      expected += 2 * (q >= .32 ? (1 - q) * (10 * q - 3.2) : q * (3.2 - 10 * q)) / 9;
    }
    assertThat(errors.sql()).isCloseTo(expected / 2, within(1e-12));
    assertThat(errors.coverage(.25, .75)).isEqualTo(1);
    errors.add(9.3, quantiles, SCALE);
    assertThat(errors.coverage(.25, .75)).isEqualTo(.5);
    assertThat(errors.coverage(.1, .9)).isEqualTo(.5);
    assertThat(errors.coverage(.05, .95)).isEqualTo(1);
  }

  @Test
  void valueOnTheEdgeOfAnInterval_isInside() {
    double[] quantiles = new double[Levels.COUNT];
    Arrays.setAll(quantiles, i -> Levels.get(i) < .4 ? 0 : 3);
    Errors errors = new Errors();
    errors.add(0, quantiles, SCALE);
    errors.add(3, quantiles, SCALE);
    assertThat(errors.coverage(.1, .9)).isEqualTo(1);
    errors.add(-1, quantiles, SCALE);
    errors.add(4, quantiles, SCALE);
    assertThat(errors.coverage(.1, .9)).isEqualTo(.5);
  }

  @Test
  void constantHistory_scalesNothingAndStillHasUnscaledErrors() {
    Series flat = new Series("flat", new long[] {0, 1, 2, 3}, new double[] {5, 5, 5, 5});
    Errors errors = new Errors();
    errors.add(6, point(5), SeasonalError.of(flat, 3, 1));
    assertThat(errors.mase()).isNaN();
    assertThat(Metrics.of(errors).sql()).isNaN();
    assertThat(errors.wql()).isCloseTo(1 / 6.0, within(1e-12));
  }

  @Test
  void seasonalErrorSkipsGapsAndStopsAtTheOrigin() {
    double[] values = {1, 2, Double.NaN, 5, 4, 9, 100};
    Series series = new Series("gap", new long[] {0, 1, 2, 3, 4, 5, 6}, values);
    // Pairs two windows apart up to window 5: (2, 5) and (5, 9).
    assertThat(SeasonalError.of(series, 5, 2)).isEqualTo(new SeasonalError(3.5, 12.5));
    assertThat(SeasonalError.of(series, 1, 2)).isEqualTo(new SeasonalError(Double.NaN, Double.NaN));
  }

  @Test
  void levelsBetweenThoseOfTheModelAreInterpolated_thoseBeyondAreUnknown() {
    double[] quantiles = Levels.interpolate(List.of(.1f, .5f, .9f), new double[] {-4, 0, 8});
    assertThat(quantiles[Levels.indexOf(.05)]).isNaN();
    assertThat(quantiles[Levels.indexOf(.1)]).isEqualTo(-4);
    assertThat(quantiles[Levels.indexOf(.25)]).isCloseTo(-2.5, within(1e-6));
    assertThat(quantiles[Levels.MEDIAN]).isZero();
    assertThat(quantiles[Levels.indexOf(.75)]).isCloseTo(5, within(1e-6));
    assertThat(quantiles[Levels.indexOf(.95)]).isNaN();
  }

  @Test
  void smallValues_weighAsMuchAsOne() {
    Errors errors = new Errors();
    errors.add(.25, point(.5), SCALE);
    assertThat(errors.wql()).isCloseTo(.25, within(1e-12));
  }

  @Test
  void metricThatIsUndefinedInOneWindow_isTheMeanOfTheOthers() {
    Errors scaled = new Errors();
    scaled.add(10, point(13), SCALE);
    Errors unscaled = new Errors();
    unscaled.add(10, point(13), new SeasonalError(Double.NaN, Double.NaN));
    Metrics mean = Metrics.mean(List.of(Metrics.of(scaled), Metrics.of(unscaled)));
    assertThat(mean.mase()).isCloseTo(1.5, within(1e-12));
    assertThat(mean.wql()).isCloseTo(.3, within(1e-12));
  }

  private static double[] point(double value) {
    double[] quantiles = new double[Levels.COUNT];
    Arrays.fill(quantiles, value);
    return quantiles;
  }
}
