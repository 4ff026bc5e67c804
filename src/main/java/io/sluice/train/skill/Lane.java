package io.sluice.train.skill;

import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.model.ModelContract;
import io.sluice.model.StepBatch;
import io.sluice.train.data.Series;
import io.sluice.train.data.TimeSplit;

/** One series on its way through a model, window by window. */
final class Lane {
  private static final int NAIVE = 1;

  private final Series series;
  private final ModelContract contract;
  private final TimeSplit split;
  private final int maxGap;
  private final Scaler scaler;
  private final FeatureEncoder encoder;
  private final LagForecaster seasonalNaive;
  private final LagForecaster lastValue;
  private final ScalerState[] state = {new ScalerState()};
  private final double[] value = new double[1];
  private final boolean[] imputed = new boolean[1];
  private final double[] scaled = new double[1];
  private final float[] initial;
  private final float[] hidden;
  private double median;
  private int gap;
  private int next;

  Lane(Series series, ModelContract contract, TimeSplit split, int season, int maxGap) {
    this.series = series;
    this.contract = contract;
    this.split = split;
    this.maxGap = maxGap;
    this.gap = maxGap;
    this.scaler = new Scaler(contract.scaler());
    this.encoder = new FeatureEncoder(contract.features(), scaler, 1);
    this.seasonalNaive = baseline(season);
    this.lastValue = baseline(NAIVE);
    this.initial = contract.initialState();
    this.hidden = initial.clone();
  }

  private LagForecaster baseline(int season) {
    return new LagForecaster(
        series, scaler, season, contract.horizon(), contract.levels(), split.train());
  }

  boolean hasNext() {
    return next < series.length();
  }

  /** Moves on by one window and fills a row with it; false for a window past the longest gap. */
  boolean prepare(StepBatch batch, int row) {
    int t = next++;
    imputed[0] = !scaler.accepts(series.value(t));
    gap = imputed[0] ? gap + 1 : 0;
    if (gap > maxGap) {
      System.arraycopy(initial, 0, hidden, 0, hidden.length);
      return false;
    }
    value[0] = imputed[0] ? median : series.value(t);
    int features = contract.features().size();
    encoder.encode(state, value, imputed, 0, scaled, series.start(t), batch.x(), row * features);
    batch.state().put(row * hidden.length, hidden);
    return true;
  }

  /** Takes the row's result and scores its forecasts. */
  void take(StepBatch batch, int row, SkillSums sums) {
    batch.nextState().get(row * hidden.length, hidden);
    int offset = row * contract.outputSize();
    median = scaler.unscale(state[0], batch.quantiles().get(offset + contract.median()));
    int origin = next - 1;
    if (imputed[0] || state[0].count < Math.min(contract.warmup(), contract.scaler().memory())) {
      return;
    }
    for (int step = 1; step <= contract.horizon(); step++) {
      int target = origin + step;
      if (target < series.length()
          && split.heldOut().contains(series.start(origin), series.start(target))
          && scaler.accepts(series.value(target))) {
        int at = offset + (step - 1) * contract.levels().size();
        sums.add(
            state[0],
            series.value(target),
            batch.quantiles(),
            at,
            seasonalNaive,
            lastValue,
            origin,
            step);
      }
    }
  }
}
