package io.sluice.evaluate.metric;

import io.sluice.evaluate.Pinball;

/**
 * Sums of the errors of one forecaster over the values of one backtest window: of a series, or of
 * all series of one {@link io.sluice.history.series.Series#dimension() dimension}.
 */
public final class Errors {
  /** Mean absolute values below this weigh quantile losses as this does, as in fev-bench. */
  public static final double LEAST_WEIGHT = 1;

  private final Mean scaledAbsolute = new Mean();
  private final Mean scaledSquared = new Mean();
  private final Mean scaledQuantileLoss = new Mean();
  private final Mean quantileLoss = new Mean();
  private final Mean absolute = new Mean();
  private final Mean percentage = new Mean();

  /** Values at or below each level's quantile. */
  private final Mean[] below = new Mean[Levels.COUNT];

  /** Values below each level's quantile: what is sold is often just none, as forecast. */
  private final Mean[] under = new Mean[Levels.COUNT];

  /** A sum and how many finite terms it has. */
  private static final class Mean {
    private double sum;
    private long count;

    void add(double term) {
      if (Double.isFinite(term)) {
        sum += term;
        count++;
      }
    }

    void add(Mean other) {
      sum += other.sum;
      count += other.count;
    }

    double get() {
      return count == 0 ? Double.NaN : sum / count;
    }
  }

  public Errors() {
    for (int i = 0; i < below.length; i++) {
      below[i] = new Mean();
      under[i] = new Mean();
    }
  }

  /**
   * Adds one value's errors.
   *
   * @param quantiles one per level, NaN where there is none
   * @return its scaled quantile loss; not finite where the seasonal error is 0
   */
  public double add(double value, double[] quantiles, SeasonalError scale) {
    double median = quantiles[Levels.MEDIAN];
    double error = Math.abs(value - median);
    scaledAbsolute.add(error / scale.absolute());
    scaledSquared.add(error * error / scale.squared());
    absolute.add(Math.abs(value));
    percentage.add(2 * error / (Math.abs(value) + Math.abs(median)));
    Mean losses = new Mean();
    for (int i : Levels.scored()) {
      losses.add(quantileLoss(value, quantiles[i], Levels.get(i)));
    }
    quantileLoss.add(losses);
    for (int i = 0; i < quantiles.length; i++) {
      if (!Double.isNaN(quantiles[i])) {
        below[i].add(value <= quantiles[i] ? 1 : 0);
        under[i].add(value < quantiles[i] ? 1 : 0);
      }
    }
    double scaled = losses.get() / scale.absolute();
    scaledQuantileLoss.add(scaled);
    return scaled;
  }

  /** Twice the pinball loss, so that at the median it is the absolute error. */
  private static double quantileLoss(double value, double quantile, double level) {
    return 2 * Pinball.of(level, value - quantile);
  }

  public void add(Errors other) {
    scaledAbsolute.add(other.scaledAbsolute);
    scaledSquared.add(other.scaledSquared);
    scaledQuantileLoss.add(other.scaledQuantileLoss);
    quantileLoss.add(other.quantileLoss);
    absolute.add(other.absolute);
    percentage.add(other.percentage);
    for (int i = 0; i < below.length; i++) {
      below[i].add(other.below[i]);
      under[i].add(other.under[i]);
    }
  }

  public double mase() {
    return scaledAbsolute.get();
  }

  public double sql() {
    return scaledQuantileLoss.get();
  }

  /** The number of values that {@link #sql} is the mean of. */
  public long sqlTerms() {
    return scaledQuantileLoss.count;
  }

  /** Quantile loss over mean absolute value, which counts as at least {@link #LEAST_WEIGHT}. */
  public double wql() {
    return quantileLoss.get() / Math.max(absolute.get(), LEAST_WEIGHT);
  }

  public double smape() {
    return percentage.get();
  }

  public double rmsse() {
    return Math.sqrt(scaledSquared.get());
  }

  /** Share of values at or below a level's quantile. */
  public double below(int level) {
    return below[level].get();
  }

  /** Share of values from the lower level's quantile to the upper one's. */
  public double coverage(double lower, double upper) {
    return below(Levels.indexOf(upper)) - under[Levels.indexOf(lower)].get();
  }
}
