package io.sluice.evaluate;

import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import java.nio.FloatBuffer;
import java.util.List;

/** Adds up the pinball losses of a model and its two baselines. */
final class SkillSums {
  private final Scaler scaler;
  private final float[] levels;
  private final int lower;
  private final int upper;
  private final double[] quantiles;
  private final double[] seasonalQuantiles;
  private final double[] naiveQuantiles;
  private long forecasts;
  private long covered;
  private double model;
  private double seasonal;
  private double naive;

  SkillSums(Scaler scaler, List<Float> levels) {
    this.scaler = scaler;
    this.levels = new float[levels.size()];
    for (int i = 0; i < this.levels.length; i++) {
      this.levels[i] = levels.get(i);
    }
    this.lower = levels.indexOf(0.1f);
    this.upper = levels.indexOf(0.9f);
    this.quantiles = new double[this.levels.length];
    this.seasonalQuantiles = new double[this.levels.length];
    this.naiveQuantiles = new double[this.levels.length];
  }

  /**
   * Scores one forecast, if both baselines have one as well.
   *
   * @param state the series' scaler state after the origin
   * @param value what came true
   * @param forecast the model's scaled quantiles, from {@code offset}
   */
  void add(
      ScalerState state,
      double value,
      FloatBuffer forecast,
      int offset,
      LagForecaster seasonalNaive,
      LagForecaster lastValue,
      int origin,
      int step) {
    if (!seasonalNaive.forecast(origin, step, seasonalQuantiles)
        || !lastValue.forecast(origin, step, naiveQuantiles)) {
      return;
    }
    double y = scaler.scale(state, value);
    for (int i = 0; i < levels.length; i++) {
      quantiles[i] = forecast.get(offset + i);
      seasonalQuantiles[i] = scaler.scale(state, seasonalQuantiles[i]);
      naiveQuantiles[i] = scaler.scale(state, naiveQuantiles[i]);
    }
    forecasts++;
    model += Pinball.mean(levels, quantiles, y);
    seasonal += Pinball.mean(levels, seasonalQuantiles, y);
    naive += Pinball.mean(levels, naiveQuantiles, y);
    if (lower >= 0 && upper >= 0 && y >= quantiles[lower] && y <= quantiles[upper]) {
      covered++;
    }
  }

  Skill mean() {
    if (forecasts == 0) {
      throw new IllegalArgumentException(
          "no forecast of held-out time can be scored: the series are too short or too sparse");
    }
    double n = forecasts;
    double coverage = lower >= 0 && upper >= 0 ? covered / n : Double.NaN;
    return new Skill(forecasts, model / n, seasonal / n, naive / n, coverage);
  }
}
