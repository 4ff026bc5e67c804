package io.sluice.alert;

/**
 * Where alerts would begin under smaller budgets: per window the highest threshold at which one
 * fires there, by the rule of {@link EpisodeTracker}. An alert lasts, and what counts each window
 * above a threshold as an alert of its own would count one fault many times.
 */
public final class Onsets {
  private static final double LEAST = 1;
  private static final double STEP = 0.2;

  private Onsets() {}

  /**
   * The highest threshold below a given one at which an alert begins, by window.
   *
   * @param scores calibrated scores of one key in order of time; NaN: not scored
   * @return from 1 up, in steps of 0.2; 0: at none
   */
  public static double[] below(double limit, double[] scores) {
    double[] onsets = new double[scores.length];
    for (int step = 0; LEAST + step * STEP < limit; step++) {
      mark(scores, LEAST + step * STEP, onsets);
    }
    return onsets;
  }

  private static void mark(double[] scores, double threshold, double[] onsets) {
    boolean isFiring = false;
    int quiet = 0;
    int age = 0;
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        continue;
      }
      if (!isFiring) {
        isFiring = scores[i] >= threshold;
        onsets[i] = isFiring ? threshold : onsets[i];
        quiet = 0;
        age = 0;
      } else {
        age++;
        quiet = scores[i] < EpisodeTracker.KEEP * threshold ? quiet + 1 : 0;
        boolean isOver =
            quiet >= EpisodeTracker.QUIET_WINDOWS
                || (age >= EpisodeTracker.ACCEPTED_AFTER && quiet == 0);
        isFiring = !isOver;
      }
    }
  }
}
