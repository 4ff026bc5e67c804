package io.sluice.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class LagForecasterTest {
  private static final List<Float> LEVELS = List.of(.1f, .5f, .9f);

  @Test
  void seasonalNaiveTakesTheNewestSeasonThatIsKnownAndItsDrift() {
    // A week of 0 to 6 that rises by 10 a week.
    double[] forecast = new double[3];
    LagForecaster weekly = forecaster(linear(), 7);
    assertThat(weekly.forecast(69, 1, forecast)).isTrue();
    assertThat(forecast).containsExactly(100, 100, 100);
    assertThat(weekly.forecast(69, 8, forecast)).isTrue();
    assertThat(forecast).containsExactly(110, 110, 110);
  }

  @Test
  void naiveSpreadsTheLastValueByTheChangesOfTheSameLag() {
    double[] values = new double[101];
    for (int t = 0; t < values.length; t++) {
      values[t] = t % 2;
    }
    double[] forecast = new double[3];
    LagForecaster naive = forecaster(values, 1);
    assertThat(naive.forecast(100, 1, forecast)).isTrue();
    assertThat(forecast).containsExactly(new double[] {-1, forecast[1], 1}, within(1e-9));
    assertThat(naive.forecast(100, 2, forecast)).isTrue();
    assertThat(forecast).containsExactly(0, 0, 0);
  }

  @Test
  void unknownAnchorIsNotForecastWith() {
    double[] values = linear();
    values[63] = Double.NaN;
    assertThat(forecaster(values, 7).forecast(69, 1, new double[3])).isFalse();
    assertThat(forecaster(values, 7).forecast(69, 2, new double[3])).isTrue();
  }

  private static double[] linear() {
    double[] values = new double[70];
    for (int t = 0; t < values.length; t++) {
      values[t] = t % 7 + 10 * (t / 7);
    }
    return values;
  }

  private static LagForecaster forecaster(double[] values, int season) {
    long[] starts = new long[values.length];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i;
    }
    Scaler scaler = new Scaler(ScalerSpec.parse("difference;memory=100;floor=1.0E-4"));
    TimeSpan all = new TimeSpan(0, Long.MAX_VALUE);
    return new LagForecaster(new Series("test", starts, values), scaler, season, 14, LEVELS, all);
  }
}
