package io.sluice.score;

/**
 * Turns the surprises of a whole series into p-values that hold for this series.
 *
 * <p>Peaks over threshold (Siffer et al., "Anomaly Detection in Streams with Extreme Value Theory",
 * KDD 2017), with the threshold tracked by stochastic approximation and an exponential tail over
 * {@code v = ln(1 + surprise)}. It starts from the tail of a calibrated forecast, whose surprise is
 * exponential.
 *
 * <p>What a few exceedances say of the tail is uncertain. The rate of the tail is therefore
 * integrated over its gamma posterior with as many exceedances as were seen, the prior's included:
 * the predictive tail is a Lomax law (Gelman et al., "Bayesian Data Analysis", 3rd ed., 2.6),
 * {@code (1 + x / (n m))^-n} for an excess x, n exceedances and mean excess m. Mutable.
 */
public final class SurpriseTail {
  /** Share of surprises above the threshold. */
  private static final double TAIL = 0.05;

  private static final double LOG10_TAIL = -Math.log10(TAIL);

  /** ln(1 + s) of the surprise that a calibrated forecast exceeds in {@link #TAIL} of the cases. */
  private static final double INITIAL_THRESHOLD = Math.log1p(LOG10_TAIL);

  /** Mean of ln(1 + s) above the threshold, for s exponential with mean 1 / ln 10. */
  private static final double INITIAL_EXCESS = 0.165;

  private static final double MIN_EXCESS = 0.1;
  private static final int PRIOR_COUNT = 100;
  private static final int PRIOR_EXCEEDANCES = 10;
  private static final int MAX_COUNT = 2000;
  private static final int MAX_EXCEEDANCES = 200;

  /** An excess counts for at most this many times the mean. */
  private static final double CLIP = 5;

  private int count;
  private int exceedances;
  private double threshold = INITIAL_THRESHOLD;
  private double meanExcess = INITIAL_EXCESS;

  /** The p-value of a surprise as -log10; at least 0. */
  public double score(double surprise) {
    double v = Math.log1p(surprise);
    if (v <= threshold) {
      return LOG10_TAIL * v / threshold;
    }
    double n = exceedances + PRIOR_EXCEEDANCES;
    return LOG10_TAIL + n * Math.log1p((v - threshold) / (n * meanExcess)) / Math.log(10);
  }

  /** Takes a surprise into the estimates. */
  public void learn(double surprise) {
    double v = Math.log1p(surprise);
    boolean exceeds = v > threshold;
    double rate = meanExcess / TAIL / (count + PRIOR_COUNT);
    if (exceeds) {
      double excess = Math.min(v - threshold, CLIP * meanExcess);
      double mean = meanExcess + (excess - meanExcess) / (exceedances + 1 + PRIOR_EXCEEDANCES);
      meanExcess = Math.max(MIN_EXCESS, mean);
      exceedances = Math.min(exceedances + 1, MAX_EXCEEDANCES);
    }
    threshold = Math.max(INITIAL_THRESHOLD / 2, threshold + rate * ((exceeds ? 1 : 0) - TAIL));
    count = Math.min(count + 1, MAX_COUNT);
  }
}
