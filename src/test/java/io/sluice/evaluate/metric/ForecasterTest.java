package io.sluice.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ForecasterTest {
  private static final int LOWER = Levels.indexOf(.1);
  private static final double Z = -1.2815515655;

  @Test
  void seasonalNaiveRepeatsTheSeasonAndWidensWithEachOne() {
    // Changes over the season of 2: 2, 0, 2, 2: their mean square is 3.
    double[] history = {1, 5, 3, 5, 5, 7};
    double[][] forecast = Forecaster.SEASONAL_NAIVE.forecast(history, 4, 2);
    assertThat(medians(forecast)).containsExactly(5, 7, 5, 7);
    assertThat(forecast[0][LOWER]).isCloseTo(5 + Z * Math.sqrt(3), within(1e-9));
    assertThat(forecast[3][LOWER]).isCloseTo(7 + Z * Math.sqrt(6), within(1e-9));
  }

  @Test
  void naiveRepeatsTheLastValueAndWidensWithEachStep() {
    // Changes: 1, -1, 2: their mean square is 2.
    double[][] forecast = Forecaster.NAIVE.forecast(new double[] {1, 2, 1, 3}, 4, 2);
    assertThat(medians(forecast)).containsExactly(3, 3, 3, 3);
    assertThat(forecast[0][LOWER]).isCloseTo(3 + Z * Math.sqrt(2), within(1e-9));
    assertThat(forecast[3][LOWER]).isCloseTo(3 + Z * Math.sqrt(8), within(1e-9));
  }

  @Test
  void driftGoesOnAlongTheLine_andWidensMoreThanNaive() {
    // A line from 1 to 7 in three changes of 1, 4 and 1: residuals -1, 2, -1 from a slope of 2.
    double[][] forecast = Forecaster.DRIFT.forecast(new double[] {1, 2, 6, 7}, 3, 2);
    assertThat(medians(forecast)).containsExactly(9, 11, 13);
    assertThat(forecast[0][LOWER]).isCloseTo(9 + Z * Math.sqrt(2 * 4 / 3.0), within(1e-9));
    assertThat(forecast[2][LOWER]).isCloseTo(13 + Z * Math.sqrt(2 * 3 * 2), within(1e-9));
  }

  @Test
  void spreadIsThatOfTheLastThousandValues() {
    double[] history = new double[2500];
    for (int t = 0; t < history.length; t++) {
      history[t] = (t < 1500 ? 1000 : 1) * (t % 2);
    }
    assertThat(Forecaster.NAIVE.forecast(history, 1, 1)[0][LOWER])
        .as("changes of one alone")
        .isCloseTo(1 + Z, within(1e-9));
    assertThat(Forecaster.SEASONAL_NAIVE.forecast(history, 1, 1201)[0][LOWER])
        .as("a season that is longer: the last two of them")
        .isLessThan(500);
  }

  @Test
  void samePhaseTakesTheQuantilesOfTheNewestSixteenSeasons() {
    double[] history = new double[3 * 20];
    for (int t = 0; t < history.length; t++) {
      history[t] = 100 * (t % 3) + t / 3;
    }
    double[][] forecast = Forecaster.SAME_PHASE.forecast(history, 4, 3);
    // Seasons 4 to 19: their median is 11.5, their 0.1 quantile 5.5.
    assertThat(medians(forecast)).containsExactly(11.5, 111.5, 211.5, 11.5);
    assertThat(forecast[1][LOWER]).isCloseTo(105.5, within(1e-9));
  }

  @Test
  void historyShorterThanASeason_isForecastAllTheSame() {
    for (Forecaster forecaster : Forecaster.values()) {
      assertThat(medians(forecaster.forecast(new double[] {4}, 3, 7))).containsExactly(4, 4, 4);
    }
  }

  private static double[] medians(double[][] forecast) {
    double[] medians = new double[forecast.length];
    for (int step = 0; step < medians.length; step++) {
      medians[step] = forecast[step][Levels.MEDIAN];
    }
    return medians;
  }
}
