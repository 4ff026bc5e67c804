package io.sluice.evaluate;

import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import java.util.IdentityHashMap;

/**
 * What the loss of a forecast counts. It is measured in the scaler's unit, in which a key that has
 * become calm weighs as much as before. Where scores are scaled by the seasonal error (MASE, SQL),
 * a forecast should weigh what it will weigh there.
 */
public final class LossWeights {
  /** A key whose scale has risen this much over its past is no more important than that. */
  private static final double MAX = 20;

  private final Scaler scaler;
  private final TimeSpan training;
  private final int season;
  private final IdentityHashMap<Series, Double> errors = new IdentityHashMap<>();

  private LossWeights(Scaler scaler, TimeSpan training, int season) {
    this.scaler = scaler;
    this.training = training;
    this.season = season;
  }

  /** Every forecast counts the same. */
  public static LossWeights equal(Scaler scaler) {
    return new LossWeights(scaler, new TimeSpan(0, 0), 0);
  }

  /** A forecast counts by the scaler's unit over the series' seasonal error in training. */
  public static LossWeights bySeasonalError(Scaler scaler, TimeSpan training, int season) {
    return new LossWeights(scaler, training, season);
  }

  /** The weight of forecasts made at this scale; 0 to {@value #MAX}. */
  public double of(Series series, ScalerState scale) {
    if (season == 0) {
      return 1;
    }
    double error = errors.computeIfAbsent(series, this::seasonalError);
    return Math.min(MAX, scaler.unit(scale) / error);
  }

  /** Mean absolute change over a season, in the scaler's space; infinite where none is known. */
  private double seasonalError(Series series) {
    double sum = 0;
    int pairs = 0;
    for (int t = season; t < series.length() && series.start(t) < training.to(); t++) {
      double now = series.value(t);
      double before = series.value(t - season);
      if (scaler.accepts(now) && scaler.accepts(before)) {
        sum += Math.abs(scaler.forward(now) - scaler.forward(before));
        pairs++;
      }
    }
    return sum > 0 ? sum / pairs : Double.POSITIVE_INFINITY;
  }
}
