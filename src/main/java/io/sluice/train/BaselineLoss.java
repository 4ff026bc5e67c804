package io.sluice.train;

import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.LagForecaster;
import io.sluice.evaluate.LossWeights;
import io.sluice.evaluate.Pinball;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.state.KeyLife.Phase;
import io.sluice.state.SeriesLife;
import io.sluice.train.network.ModelSpec;
import java.util.List;

/**
 * What seasonal-naive quantiles lose in a span of time: the mean pinball loss, in the scaler's
 * unit, of their forecasts from windows with a value, past the warm-up, about windows with a value.
 */
public final class BaselineLoss {
  private final ModelSpec spec;
  private final Scaler scaler;
  private final Encoding encoding;
  private final LossWeights weights;
  private final int season;
  private final TimeSpan training;
  private final TimeSpan span;
  private final double[] quantiles;
  private double sum;
  private long forecasts;

  /** A judge of {@code span} whose baseline learns from {@code training}. */
  public BaselineLoss(
      ModelSpec spec,
      Encoding encoding,
      LossWeights weights,
      int season,
      TimeSpan training,
      TimeSpan span) {
    this.spec = spec;
    this.encoding = encoding;
    this.weights = weights;
    this.scaler = encoding.scaler();
    this.season = season;
    this.training = training;
    this.span = span;
    this.quantiles = new double[spec.levels().size()];
  }

  /** The mean over the series; NaN when nothing can be forecast. */
  public double of(List<Series> series) {
    for (Series one : series) {
      add(one);
    }
    return forecasts == 0 ? Double.NaN : sum / forecasts;
  }

  private void add(Series series) {
    LagForecaster baseline =
        new LagForecaster(series, scaler, season, spec.horizon(), spec.levels(), training);
    ScalerState state = new ScalerState();
    SeriesLife life = encoding.life(spec.warmup());
    for (int origin = 0; origin < series.length(); origin++) {
      Phase phase = life.next(encoding.end(series, origin), series.seen(origin));
      if (phase == Phase.BEGINS) {
        state.reset();
      }
      if (phase.isLearned() && scaler.accepts(series.value(origin))) {
        scaler.observe(state, series.value(origin));
        if (life.isMature()) {
          add(series, baseline, state, origin);
        }
      }
    }
  }

  private void add(Series series, LagForecaster baseline, ScalerState state, int origin) {
    for (int step = 1; step <= spec.horizon() && origin + step < series.length(); step++) {
      int target = origin + step;
      if (span.contains(series.start(origin), series.start(target))
          && scaler.accepts(series.value(target))
          && baseline.forecast(origin, step, quantiles)) {
        double y = scaler.scale(state, series.value(target));
        double loss = 0;
        for (int i = 0; i < quantiles.length; i++) {
          double error = y - scaler.scale(state, quantiles[i]);
          loss += Pinball.of(spec.levels().get(i), error);
        }
        sum += weights.of(series, state) * loss / quantiles.length;
        forecasts++;
      }
    }
  }
}
