package io.sluice.evaluate.skill;

import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.Walk;
import io.sluice.evaluate.metric.Forecaster;
import io.sluice.evaluate.metric.Levels;
import io.sluice.evaluate.metric.SeasonalError;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.ModelContract;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** One series whose forecasts are scored beside those of the trivial forecasters. */
final class Lane {
  private final Series series;
  private final ModelContract contract;
  private final TimeSplit split;
  private final int season;
  private final int stride;
  private final Walk walk;
  private final SeasonalError scale;

  /** The values, gaps filled with the value before. */
  private final double[] filled;

  private final double[] units;

  /**
   * A lane.
   *
   * @param stride of the origins one in so many is scored
   */
  Lane(
      Series series,
      ModelContract contract,
      TimeSplit split,
      int season,
      int stride,
      Encoding encoding) {
    this.series = series;
    this.contract = contract;
    this.split = split;
    this.season = season;
    this.stride = stride;
    this.walk = new Walk(series, contract, encoding);
    this.scale = scale();
    this.filled = filled();
    this.units = new double[contract.levels().size()];
  }

  /**
   * The seasonal error of the time before what is held out. Of a series that repeats itself
   * exactly, or is shorter than a season, the mean absolute change, and of one that is constant the
   * mean absolute value, so that a wrong forecast of it counts.
   */
  private SeasonalError scale() {
    int last = -1;
    double size = 0;
    int values = 0;
    while (last + 1 < series.length() && series.start(last + 1) < split.heldOut().from()) {
      last++;
      size += series.isObserved(last) ? Math.abs(series.value(last)) : 0;
      values += series.isObserved(last) ? 1 : 0;
    }
    for (int lag : new int[] {season, 1}) {
      SeasonalError error = SeasonalError.of(series, last, lag);
      if (error.absolute() > 0) {
        return error;
      }
    }
    double mean = size / values;
    return new SeasonalError(mean, mean * mean);
  }

  private double[] filled() {
    double[] values = new double[series.length()];
    double last = firstValue();
    for (int t = 0; t < values.length; t++) {
      last = series.isObserved(t) ? series.value(t) : last;
      values[t] = last;
    }
    return values;
  }

  private double firstValue() {
    int first = 0;
    while (first < series.length() - 1 && !series.isObserved(first)) {
      first++;
    }
    return series.value(first);
  }

  Walk walk() {
    return walk;
  }

  /**
   * Scores the forecasts made after a step.
   *
   * @param trivial the forecasters beside the model
   */
  void score(FloatBuffer quantiles, int offset, Forecaster[] trivial, SkillSums sums) {
    int origin = walk.origin();
    if (!walk.isObserved()
        || !walk.life().isMature()
        || origin % stride != 0
        || !(scale.absolute() > 0)
        || !split.heldOut().contains(series.start(origin), series.start(origin))) {
      return;
    }
    double[] history = newest(origin);
    double[][][] others = new double[trivial.length][][];
    for (int i = 0; i < trivial.length; i++) {
      others[i] = trivial[i].forecast(history, contract.horizon(), season);
    }
    for (int step = 0; step < contract.horizon(); step++) {
      int target = origin + 1 + step;
      if (target < series.length() && walk.scaler().accepts(series.value(target))) {
        double value = series.value(target);
        sums.add(value, modelled(quantiles, offset, step), scale);
        for (int i = 0; i < trivial.length; i++) {
          sums.add(trivial[i], value, others[i][step], scale);
        }
      }
    }
  }

  /** The model's quantiles of a step, at the levels that are scored, as the service states them. */
  private double[] modelled(FloatBuffer quantiles, int offset, int step) {
    if (step == 0) {
      return Levels.interpolate(contract.levels(), walk.published());
    }
    int at = offset + step * units.length;
    for (int i = 0; i < units.length; i++) {
      units[i] = walk.scaler().unscale(walk.scale(), quantiles.get(at + i));
    }
    return Levels.interpolate(contract.levels(), units);
  }

  private double[] newest(int origin) {
    int most = Math.max(Forecaster.CONTEXT, (1 + Forecaster.PHASES) * season);
    return Arrays.copyOfRange(filled, Math.max(0, origin + 1 - most), origin + 1);
  }
}
