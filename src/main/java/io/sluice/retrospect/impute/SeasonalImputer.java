package io.sluice.retrospect.impute;

import io.sluice.evaluate.LagForecaster;
import io.sluice.feature.Scaler;
import io.sluice.history.series.TimeSpan;
import java.util.List;

/** Seasonal-naive: the value a season before, or as many as reach back to before the gap. */
public final class SeasonalImputer implements TrivialImputer {
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
  public Fitted fit(Holes holes) {
    LagForecaster forecaster =
        new LagForecaster(holes.series(), scaler, season, GapGroup.maxGap(), levels, training);
    return window -> {
      double[] quantiles = new double[levels.size()];
      int origin = holes.begin(window) - 1;
      return forecaster.forecast(origin, window - origin, quantiles) ? quantiles : null;
    };
  }
}
