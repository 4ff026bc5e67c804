package io.sluice.train.impute;

import io.sluice.feature.Scaler;
import io.sluice.train.data.Series;
import io.sluice.train.data.TimeSpan;
import io.sluice.train.skill.LagForecaster;
import java.util.ArrayList;
import java.util.List;

/** Seasonal-naive: the value a season before, or as many as reach back to before the gap. */
public final class SeasonalImputer implements Imputer {
  private final Scaler scaler;
  private final int season;
  private final List<Float> levels;
  private final TimeSpan training;

  /** An imputer that learns the spread of seasonal changes from a span of time. */
  public SeasonalImputer(Scaler scaler, int season, List<Float> levels, TimeSpan training) {
    this.scaler = scaler;
    this.season = season;
    this.levels = levels;
    this.training = training;
  }

  @Override
  public String name() {
    return "seasonal-naive";
  }

  @Override
  public List<double[][]> impute(List<Holes> all) {
    List<double[][]> imputed = new ArrayList<>();
    for (Holes holes : all) {
      imputed.add(impute(holes));
    }
    return imputed;
  }

  private double[][] impute(Holes holes) {
    Series series = holes.series();
    LagForecaster forecaster =
        new LagForecaster(series, scaler, season, GapGroup.maxGap(), levels, training);
    double[][] imputed = new double[series.length()][];
    for (int t = 0; t < imputed.length; t++) {
      if (holes.isHidden(t)) {
        double[] quantiles = new double[levels.size()];
        int origin = holes.begin(t) - 1;
        imputed[t] = forecaster.forecast(origin, t - origin, quantiles) ? quantiles : null;
      }
    }
    return imputed;
  }
}
