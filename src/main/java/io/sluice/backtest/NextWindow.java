package io.sluice.backtest;

import io.sluice.evaluate.Pinball;
import io.sluice.evaluate.Walk;
import io.sluice.model.ModelContract;

/**
 * How well forecasts of the next window, made in every window from the first origin on, hold what
 * they say: as the model makes them, and as the service publishes them, corrected per key.
 */
public final class NextWindow {
  private final float[] levels;
  private final int lower;
  private final int upper;
  private long windows;
  private long covered;
  private long coveredByModel;

  /** Sums over series of their mean loss, and of the model's, relative to the model's. */
  private double ratios;

  private int series;

  NextWindow(ModelContract contract) {
    this.levels = contract.levelArray();
    this.lower = contract.levels().indexOf(0.1f);
    this.upper = contract.levels().indexOf(0.9f);
  }

  /** What is added up of one series. */
  final class OfSeries {
    private double loss;
    private double lossOfModel;

    /** Takes the forecasts of the window after a walk's origin. */
    void add(Walk walk, double value) {
      double[] published = walk.published();
      double[] modelled = walk.modelled();
      windows++;
      covered += isCovered(published, value) ? 1 : 0;
      coveredByModel += isCovered(modelled, value) ? 1 : 0;
      loss += Pinball.mean(levels, published, value);
      lossOfModel += Pinball.mean(levels, modelled, value);
    }

    /** The series is at its end. */
    void end() {
      if (lossOfModel > 0) {
        ratios += loss / lossOfModel;
        series++;
      }
    }
  }

  private boolean isCovered(double[] quantiles, double value) {
    return lower >= 0 && upper >= 0 && quantiles[lower] <= value && value <= quantiles[upper];
  }

  /** The number of forecasts. */
  public long windows() {
    return windows;
  }

  /** The share of values in the central 80% interval as published; NaN if it is not forecast. */
  public double coverage() {
    return share(covered);
  }

  /** The same before the correction. */
  public double modelCoverage() {
    return share(coveredByModel);
  }

  private double share(long count) {
    return lower < 0 || upper < 0 || windows == 0 ? Double.NaN : (double) count / windows;
  }

  /** Mean quantile loss as published over that before the correction, the mean over the series. */
  public double lossRatio() {
    return series == 0 ? Double.NaN : ratios / series;
  }
}
