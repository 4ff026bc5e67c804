package io.sluice.score;

import io.sluice.state.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * Compares the values of a closed window with the forecast that was made one window before.
 *
 * <p>Two charts are kept per key, each with a tail of its own: the surprise of the window (the most
 * surprising target, Bonferroni-corrected), and an exponentially weighted mean of the signed
 * surprises as normal scores (Roberts 1959), which notices values that are never far off but always
 * on one side. Stateless and shared.
 */
public final class Scorer {
  /** Weight of the newest window in the drift chart: a memory of about a dozen windows. */
  private static final double DRIFT_RATE = 0.15;

  /** Standard deviation of the drift chart when the forecasts are right. */
  private static final double DRIFT_SPREAD = Math.sqrt(DRIFT_RATE / (2 - DRIFT_RATE));

  /** A single window moves the drift chart by at most this many standard deviations. */
  private static final double MAX_NORMAL_SCORE = 4;

  /** Nothing is distinguished beyond it, and all that is computed from it stays finite. */
  private static final double MAX_SURPRISE = 1e6;

  private final float[] levels;
  private final int targets;
  private final int warmup;

  /**
   * A scorer of a model's forecasts.
   *
   * @param levels of the quantiles, ascending
   * @param targets the number of targets
   * @param warmup observed windows before a target of a mature key counts: one that came later is
   *     forecast as badly as one of a key that is new
   */
  public Scorer(float[] levels, int targets, int warmup) {
    this.levels = levels.clone();
    this.targets = targets;
    this.warmup = warmup;
  }

  /**
   * Scores one window and, once the key is mature, lets its tails learn from it.
   *
   * @param state holds the forecast, the tails and the drift chart; the latter two are updated
   * @param scaled the window's values in the scaler's unit
   * @param imputed which of them were not observed
   * @param learn whether the tails learn
   * @return null when there is no forecast or nothing was observed
   */
  public @Nullable Score score(KeyState state, double[] scaled, boolean[] imputed, boolean learn) {
    if (!state.hasForecast) {
      return null;
    }
    double[] surprises = new double[targets];
    double worst = 0;
    double normal = 0;
    int observed = 0;
    int least = learn ? Math.max(2, warmup) : 2;
    for (int i = 0; i < targets; i++) {
      if (!imputed[i] && state.scalers[i].count >= least) {
        double signed = Surprise.signed(levels, state.forecast, i * levels.length, scaled[i]);
        double magnitude = Math.min(MAX_SURPRISE, Math.abs(signed));
        surprises[i] = Math.copySign(magnitude, signed);
        worst = Math.max(worst, magnitude);
        normal += Math.copySign(Math.min(MAX_NORMAL_SCORE, Normal.quantile(magnitude)), signed);
        observed++;
      }
    }
    return observed == 0 ? null : calibrate(state, surprises, worst, normal / observed, learn);
  }

  private Score calibrate(
      KeyState state, double[] surprises, double worst, double normal, boolean learn) {
    double outlier = Math.max(0, worst - Math.log10(targets));
    state.drift = (float) (state.drift + DRIFT_RATE * (normal - state.drift));
    double shift = Normal.surprise(Math.abs(state.drift) / DRIFT_SPREAD);
    Score score =
        new Score(
            TailCalibration.score(state.outlierTail, outlier),
            TailCalibration.score(state.shiftTail, shift),
            surprises);
    if (learn) {
      TailCalibration.learn(state.outlierTail, outlier);
      TailCalibration.learn(state.shiftTail, shift);
    }
    return score;
  }
}
