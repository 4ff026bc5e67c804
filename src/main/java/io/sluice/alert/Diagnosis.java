package io.sluice.alert;

import io.sluice.output.Alert;
import io.sluice.score.Chart;
import io.sluice.score.Score;
import io.sluice.state.EpisodeState;
import io.sluice.state.chart.ChartState;

/**
 * What an episode is called. A spike and a shift look alike in their first window, so the name that
 * is given at the beginning may be corrected, once, by what follows.
 */
final class Diagnosis {
  /** Mean distances from what is usual, or mean errors, from which on a value is far off. */
  private static final double FAR = 2;

  /** Windows in a row far off on one side that are a new level. */
  private static final int ASIDE = 6;

  /** Windows far off on each side that are a new spread. */
  private static final int ASTRIDE = 2;

  private static final int REPEATED = 3;

  /** A slow mean that has come so far after a fast one is no jump's. */
  private static final double GRADUAL = 0.55;

  /** A slow mean that has come no further is a jump's. */
  private static final double JUMPED = 0.38;

  /** An activity is missing where at most this share of it is left. */
  private static final double IDLE = 0.5;

  private Diagnosis() {}

  /** Takes the abnormal window in. */
  static void observe(EpisodeState episode, Score score) {
    int side = Math.abs(score.distance()) < FAR ? 0 : (int) Math.signum(score.distance());
    episode.aside = side == 0 ? 0 : side * episode.aside > 0 ? episode.aside + side : side;
    episode.above += side > 0 ? 1 : 0;
    episode.below += side < 0 ? 1 : 0;
  }

  /** What the first window looks like. */
  static Alert.Type first(ChartState memory, int phase, Score score) {
    Chart chart = score.chart();
    if (isCalm(memory, score)) {
      return Alert.Type.FROZEN;
    }
    boolean isGradual = Double.isNaN(score.error()) ? chart == Chart.LEVEL : score.error() < FAR;
    if (chart == null || !isGradual) {
      return Alert.Type.OUTLIER;
    }
    return sustained(memory, phase);
  }

  /** What an episode that began as an outlier has turned out to be. */
  static Alert.Type later(EpisodeState episode, ChartState memory, int phase, Score score) {
    if (episode.above >= ASTRIDE && episode.below >= ASTRIDE) {
      return Alert.Type.VARIANCE;
    }
    if (Math.abs(episode.aside) >= ASIDE) {
      return sustained(memory, phase);
    }
    return isCalm(memory, score) && memory.run >= REPEATED ? Alert.Type.FROZEN : Alert.Type.OUTLIER;
  }

  private static boolean isCalm(ChartState memory, Score score) {
    boolean isLess = score.chart() == Chart.CHANGE && memory.change < memory.changeSize;
    return isLess || score.chart() == Chart.FROZEN;
  }

  private static Alert.Type sustained(ChartState memory, int phase) {
    if (memory.offset * memory.drift <= 0) {
      return Alert.Type.VARIANCE;
    }
    double come = memory.drift / memory.offset;
    if (come > JUMPED && isIdle(memory, phase)) {
      return Alert.Type.MISSING_ACTIVITY;
    }
    return come < GRADUAL ? Alert.Type.SHIFT : Alert.Type.DRIFT;
  }

  private static boolean isIdle(ChartState memory, int phase) {
    double usual = memory.profile.at(phase) - memory.level;
    double left = usual + memory.offset;
    return Math.abs(usual) > FAR * memory.error
        && memory.offset * usual < 0
        && Math.abs(left) < IDLE * Math.abs(usual);
  }
}
