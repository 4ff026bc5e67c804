package io.sluice.evaluate;

import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.ModelContract;
import java.nio.FloatBuffer;

/** One series whose forecasts are scored beside those of its two baselines. */
final class Lane {
  private static final int NAIVE = 1;

  private final Series series;
  private final ModelContract contract;
  private final TimeSplit split;
  private final Walk walk;
  private final LagForecaster seasonalNaive;
  private final LagForecaster lastValue;

  Lane(Series series, ModelContract contract, TimeSplit split, int season, Encoding encoding) {
    this.series = series;
    this.contract = contract;
    this.split = split;
    this.walk = new Walk(series, contract, encoding);
    this.seasonalNaive = baseline(season);
    this.lastValue = baseline(NAIVE);
  }

  private LagForecaster baseline(int season) {
    return new LagForecaster(
        series, walk.scaler(), season, contract.horizon(), contract.levels(), split.train());
  }

  Walk walk() {
    return walk;
  }

  /** Scores the forecasts made after a step. */
  void score(FloatBuffer quantiles, int offset, SkillSums sums) {
    if (!walk.isObserved() || !walk.life().isMature()) {
      return;
    }
    int origin = walk.origin();
    for (int step = 1; step <= contract.horizon(); step++) {
      int target = origin + step;
      if (target < series.length()
          && split.heldOut().contains(series.start(origin), series.start(target))
          && walk.scaler().accepts(series.value(target))) {
        int at = offset + (step - 1) * contract.levels().size();
        sums.add(
            walk.scale(),
            series.value(target),
            quantiles,
            at,
            seasonalNaive,
            lastValue,
            origin,
            step);
      }
    }
  }
}
