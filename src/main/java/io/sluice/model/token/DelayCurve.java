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
    int bins = boundsSeconds.size();
    boundsMs = new double[bins + 1];
    survival = new double[bins + 1];
    survival[0] = 1;
    for (int i = 0; i < bins; i++) {
      boundsMs[i + 1] = boundsSeconds.get(i) * 1e3;
      // 1 - sigmoid(x); never quite 0, so that there is a hazard to go on with.
      double passes = Math.max(1e-6, 1 / (1 + FastMath.exp(Math.min(30, hazards[i]))));
      survival[i + 1] = survival[i] * passes;
    }
  }

  /** The probability that nothing happens within so many milliseconds. */
  public double survival(long elapsedMs) {
    double elapsed = Math.max(0, elapsedMs);
    int bin = 1;
    while (bin < boundsMs.length - 1 && elapsed > boundsMs[bin]) {
      bin++;
    }
    double part = (elapsed - boundsMs[bin - 1]) / (boundsMs[bin] - boundsMs[bin - 1]);
    return survival[bin - 1] * Math.pow(survival[bin] / survival[bin - 1], part);
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
