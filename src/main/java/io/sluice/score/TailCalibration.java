package io.sluice.score;

import io.sluice.state.TailState;

/**
 * Turns a key's raw surprise into a p-value that holds for this key: a forecast that is often wrong
 * for a key must not alarm each time it is.
 *
 * <p>Peaks over threshold (Siffer et al., "Anomaly Detection in Streams with Extreme Value Theory",
 * KDD 2017), with the threshold tracked by stochastic approximation and an exponential tail over
 * {@code v = ln(1 + surprise)}. An exponential tail in {@code v} is a power law in the surprise,
 * which heavy-tailed keys need and which keeps one anomaly from hiding the next. It starts from the
 * tail of a calibrated forecast, whose surprise is exponential, and moves as the key is seen.
 *
 * <p>What a few exceedances say of the tail is uncertain, and a small p-value lies far beyond them.
 * The rate of the tail is therefore integrated over its gamma posterior with as many exceedances as
 * were seen, the prior's included: the predictive tail is a Lomax law (Gelman et al., "Bayesian
 * Data Analysis", 3rd ed., 2.6), {@code (1 + x / (n m))^-n} for an excess x, n exceedances and mean
 * excess m. A new key is judged mildly, and the more of it is seen the closer its tail comes to the
 * exponential.
 */
public final class TailCalibration {
  private static final double TAIL = TailState.TAIL;
  private static final double LOG10_TAIL = -Math.log10(TAIL);
  private static final double MIN_EXCESS = 0.1;
  private static final int PRIOR_COUNT = 100;
  private static final int PRIOR_EXCEEDANCES = 10;
  private static final int MAX_COUNT = 2000;
  private static final int MAX_EXCEEDANCES = 200;

  /** An excess counts for at most this many times the mean. */
  private static final double CLIP = 5;

  private TailCalibration() {}

  /** The p-value of a surprise as -log10; at least 0. */
  public static double score(TailState state, double surprise) {
    double v = Math.log1p(surprise);
    double threshold = state.threshold;
    if (v <= threshold) {
      return LOG10_TAIL * v / threshold;
    }
    double n = state.exceedances + PRIOR_EXCEEDANCES;
    return LOG10_TAIL + n * Math.log1p((v - threshold) / (n * state.meanExcess)) / Math.log(10);
  }

  /** Takes a surprise into the estimates. */
  public static void learn(TailState state, double surprise) {
    double v = Math.log1p(surprise);
    boolean exceeds = v > state.threshold;
    double rate = state.meanExcess / TAIL / (state.count + PRIOR_COUNT);
    if (exceeds) {
      double excess = Math.min(v - state.threshold, CLIP * state.meanExcess);
      double mean =
          state.meanExcess
              + (excess - state.meanExcess) / (state.exceedances + 1 + PRIOR_EXCEEDANCES);
      state.meanExcess = (float) Math.max(MIN_EXCESS, mean);
      state.exceedances = Math.min(state.exceedances + 1, MAX_EXCEEDANCES);
    }
    double threshold = state.threshold + rate * ((exceeds ? 1 : 0) - TAIL);
    state.threshold = (float) Math.max(TailState.INITIAL_THRESHOLD / 2, threshold);
    state.count = Math.min(state.count + 1, MAX_COUNT);
  }
}
