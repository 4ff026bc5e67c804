package io.sluice.model.token;

import io.sluice.model.ngram.FastMath;
import java.util.List;

/**
 * The distribution of the time to the next event: a discrete hazard for each bin of time, spread
 * evenly over the bin, and beyond the last bin the hazard that it has there.
 */
public final class DelayCurve {
  private final double[] boundsMs;

  /** What is left at the bounds. */
  private final double[] survival;

  /**
   * A curve.
   *
   * @param boundsSeconds upper bounds of the bins, ascending; the first bin begins at 0
   * @param hazards for each bin, the probability of an event in it when there was none before, as
   *     logits
   */
  public DelayCurve(List<Double> boundsSeconds, float[] hazards) {
    this(boundsMs(boundsSeconds), hazards);
  }

  /**
   * The same.
   *
   * @param boundsMs see {@link #boundsMs}; never changed
   */
  public DelayCurve(double[] boundsMs, float[] hazards) {
    this.boundsMs = boundsMs;
    survival = new double[boundsMs.length];
    survival[0] = 1;
    for (int i = 1; i < boundsMs.length; i++) {
      survival[i] = survival[i - 1] * passes(hazards[i - 1]);
    }
  }

  /** Where bins begin and end, in milliseconds: one more than there are bins. */
  public static double[] boundsMs(List<Double> boundsSeconds) {
    double[] bounds = new double[boundsSeconds.size() + 1];
    for (int i = 1; i < bounds.length; i++) {
      bounds[i] = boundsSeconds.get(i - 1) * 1e3;
    }
    return bounds;
  }

  /** 1 - sigmoid(x); never quite 0, so that there is a hazard to go on with. */
  private static double passes(float hazard) {
    return Math.max(1e-6, 1 / (1 + FastMath.exp(Math.min(30, hazard))));
  }

  /** How many bins say whether something has happened by then, at least 1. */
  public static int bin(double[] boundsMs, long elapsedMs) {
    int bin = 1;
    while (bin < boundsMs.length - 1 && elapsedMs > boundsMs[bin]) {
      bin++;
    }
    return bin;
  }

  /**
   * What {@link #survival(long)} of a curve says.
   *
   * @param hazards of the first {@link #bin} bins; others are not read
   */
  public static double survival(double[] boundsMs, float[] hazards, long elapsedMs) {
    int bin = bin(boundsMs, elapsedMs);
    double before = 1;
    for (int i = 1; i < bin; i++) {
      before *= passes(hazards[i - 1]);
    }
    return survival(boundsMs, bin, before, before * passes(hazards[bin - 1]), elapsedMs);
  }

  private static double survival(
      double[] boundsMs, int bin, double before, double after, long elapsedMs) {
    double elapsed = Math.max(0, elapsedMs);
    double part = (elapsed - boundsMs[bin - 1]) / (boundsMs[bin] - boundsMs[bin - 1]);
    return before * Math.pow(after / before, part);
  }

  /** The probability that nothing happens within so many milliseconds. */
  public double survival(long elapsedMs) {
    int bin = bin(boundsMs, elapsedMs);
    return survival(boundsMs, bin, survival[bin - 1], survival[bin], elapsedMs);
  }

  /** After how many milliseconds the event has happened with a probability in (0, 1). */
  public long quantile(double probability) {
    double left = 1 - probability;
    int bin = 1;
    while (bin < boundsMs.length - 1 && survival[bin] > left) {
      bin++;
    }
    double part = Math.log(left / survival[bin - 1]) / Math.log(survival[bin] / survival[bin - 1]);
    return Math.round(boundsMs[bin - 1] + part * (boundsMs[bin] - boundsMs[bin - 1]));
  }
}
