package io.sluice.score;

import io.sluice.state.chart.TailState;

/**
 * How rare a statistic of a key is, by the peaks that the key has shown: {@code -log10} of the
 * peaks per window that are as high.
 *
 * <p>Peaks over threshold (Davison and Smith, "Models for Exceedances over High Thresholds", JRSS B
 * 1990) of declustered values: those above the threshold that are fewer than {@value #GAP} windows
 * apart are one peak, for one alert covers them. Stochastic approximation tracks the threshold that
 * one peak in {@value #PEAK_EVERY} windows exceeds. Excesses follow a generalised Pareto law. Its
 * scale and shape come from the first two moments (Hosking and Wallis, Technometrics 1987), the
 * shape drawn towards that of an exponential law by as many peaks as {@link #SHAPE_PRIOR}, and made
 * heavier while few are known. Stateless.
 */
final class PeakTail {
  private static final int GAP = 10;

  /** The windows of which one exceeds the threshold. */
  static final int PEAK_EVERY = 50;

  private static final double RATE = 1.0 / PEAK_EVERY;
  private static final double LOG10_EVERY = Math.log10(PEAK_EVERY);
  private static final double LN_EVERY = Math.log(PEAK_EVERY);
  private static final double LN10 = Math.log(10);

  private static final int PRIOR_COUNT = 50;
  private static final int MAX_COUNT = 3000;
  private static final int PRIOR_PEAKS = 8;
  private static final int MAX_PEAKS = 100;

  /** A peak counts for at most this many mean excesses: one fault must not hide the next. */
  private static final double CLIP = 4.5;

  /** In mean excesses, too. */
  private static final double BEYOND = 4;

  private static final double MIN_EXCESS = 0.02;
  private static final double MIN_THRESHOLD = 0.3;
  private static final double SHAPE_PRIOR = 3;
  private static final double MIN_SHAPE = -1;
  private static final double MAX_SHAPE = 0.4;

  /** Numerator of what the shape gains for want of knowledge. */
  private static final double UNKNOWN_SHAPE = 1;

  private static final double MAX_UNKNOWN = 2;
  private static final double EXPONENTIAL = 1e-3;

  /** Below this survival of a bounded law, it goes on exponentially. */
  private static final double BOUND = 0.02;

  private PeakTail() {}

  /** By an exponential law, for what is only an ingredient. */
  static double rarity(TailState tail, double statistic) {
    if (statistic <= tail.threshold) {
      return below(tail, statistic);
    }
    double n = tail.peaks + PRIOR_PEAKS;
    double excess = statistic - tail.threshold;
    return LOG10_EVERY + n * Math.log1p(excess / (n * tail.meanExcess)) / LN10;
  }

  /** By a generalised Pareto law. */
  static double calibrated(TailState tail, double statistic) {
    if (statistic <= tail.threshold) {
      return below(tail, statistic);
    }
    double shape = shape(tail);
    double scale = tail.meanExcess * (1 - Math.min(shape, MAX_SHAPE));
    double excess = (statistic - tail.threshold) / scale;
    if (Math.abs(shape) < EXPONENTIAL) {
      return LOG10_EVERY + excess / LN10;
    }
    double survival = 1 + shape * excess;
    if (survival >= BOUND) {
      return LOG10_EVERY + Math.log(survival) / shape / LN10;
    }
    double bound = (BOUND - 1) / shape;
    return LOG10_EVERY + (Math.log(BOUND) / shape + excess - bound) / LN10;
  }

  private static double below(TailState tail, double statistic) {
    double share = 1 + (statistic - tail.threshold) / (tail.meanExcess * LN_EVERY);
    return LOG10_EVERY * Math.max(0, Math.min(1, share));
  }

  private static double shape(TailState tail) {
    double mean = tail.meanExcess;
    double variance = Math.max(1e-9, tail.squareExcess - mean * mean);
    double moments = 0.5 * (1 - mean * mean / variance);
    double bounded = Math.max(MIN_SHAPE, Math.min(MAX_SHAPE, moments));
    double known = tail.peaks * bounded / (tail.peaks + SHAPE_PRIOR);
    return Math.min(MAX_UNKNOWN, known + UNKNOWN_SHAPE / (tail.peaks + PRIOR_PEAKS));
  }

  /** What lies higher is beyond all that the tail is about. */
  static double clip(TailState tail) {
    return tail.threshold + BEYOND * tail.meanExcess;
  }

  /** Takes a statistic in. */
  static void learn(TailState tail, double statistic) {
    boolean begins = false;
    if (statistic > tail.threshold) {
      begins = tail.cluster == 0;
      tail.peak = begins ? (float) statistic : Math.max(tail.peak, (float) statistic);
      tail.cluster++;
      tail.quiet = 0;
    } else if (tail.cluster > 0) {
      tail.cluster++;
      if (++tail.quiet >= GAP) {
        endCluster(tail);
      }
    }
    if (tail.cluster > TailState.MAX_CLUSTER) {
      endCluster(tail);
    }
    tail.count = Math.min(tail.count + 1, MAX_COUNT);
    if (tail.cluster == 0 || begins) {
      double step = tail.meanExcess / RATE / (tail.count + PRIOR_COUNT);
      double moved = tail.threshold + step * ((begins ? 1 : 0) - RATE);
      tail.threshold = (float) Math.max(MIN_THRESHOLD, moved);
    }
  }

  /** What comes next is of another key: a peak that is under way is over. */
  static void cut(TailState tail) {
    if (tail.cluster > 0) {
      endCluster(tail);
    }
  }

  /** Takes a whole episode in as one peak. */
  static void learnPeak(TailState tail, double peak) {
    tail.peak = (float) peak;
    endCluster(tail);
  }

  private static void endCluster(TailState tail) {
    double excess = Math.min(tail.peak - tail.threshold, CLIP * tail.meanExcess);
    double kept = Math.max(0, excess);
    tail.peaks = Math.min(tail.peaks + 1, MAX_PEAKS);
    double weight = 1.0 / (tail.peaks + PRIOR_PEAKS);
    double mean = tail.meanExcess + weight * (kept - tail.meanExcess);
    tail.meanExcess = (float) Math.max(MIN_EXCESS, mean);
    tail.squareExcess += (float) (weight * (kept * kept - tail.squareExcess));
    tail.peak = 0;
    tail.cluster = 0;
    tail.quiet = 0;
  }
}
