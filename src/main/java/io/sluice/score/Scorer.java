package io.sluice.score;

import io.sluice.state.KeyState;
import io.sluice.state.chart.ChartState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says how odd a closed window is for its key.
 *
 * <p>Every {@link Chart} says how novel each target's value is; a target's novelties are combined
 * by a power mean without division, which lets evidence of several charts add up and survives that
 * they depend on one another; so are the targets'. One tail per key turns the combination into a
 * rate, see {@link PeakTail}: what a score promises holds for the key as a whole. While an alert
 * fires only fast means go on; what was held back is learned at its end, as one peak. Not
 * thread-safe: one per task.
 */
public final class Scorer {
  private static final Chart[] CHARTS = Chart.values();

  /** Windows of a target before its charts judge. */
  private static final int MIN_COUNT = 10;

  /** Judged windows of a key before its tail learns: until then the tails of its charts settle. */
  private static final int BEFORE_TAIL = 150;

  /** Judged windows are counted up to here. */
  private static final int MAX_JUDGED = 1_000_000;

  /** Exponents of the combination, over charts and over targets. */
  private static final double CHART_POWER = 1.5;

  private static final double TARGET_POWER = 5;

  /** Weights of the newest window in fast means. */
  private static final double OFFSET_RATE = 0.15;

  private static final double DRIFT_RATE = 0.04;
  private static final double SPREAD_RATE = 0.12;

  /** And a fast mean for at most so many times the greater of itself and the slow one. */
  private static final double FAST_CLIP = 4;

  /** Differences below this share of the level are rounding. */
  private static final double ROUNDING = 1e-13;

  /** Of errors and distances; far within float32. */
  private static final double MAX_SIZE = 1e30;

  /** The profile replaces the level where it is nearer by this factor, after so many seasons. */
  private static final double BETTER = 0.9;

  private static final int MIN_SEASONS = 3;

  /** An error is far in so many mean errors: then the season may know better. */
  private static final double FAR = 3;

  /** No chart says more, nor all of them together. */
  private static final double MAX_NOVELTY = 1e6;

  private static final double NOVELTY_DIGIT = 1e-3;

  private final Moment[] moments;
  private final boolean[] isOff = new boolean[CHARTS.length];

  /** What all charts said together of the window that was judged last. */
  private float novelty;

  /** A scorer of keys of so many targets, with all charts. */
  public Scorer(int targets) {
    this(targets, Set.of());
  }

  /**
   * A scorer of keys of so many targets.
   *
   * @param off the charts that do not judge
   */
  public Scorer(int targets, Set<Chart> off) {
    moments = new Moment[targets];
    for (int i = 0; i < targets; i++) {
      moments[i] = new Moment();
    }
    off.forEach(chart -> isOff[chart.place] = true);
  }

  /**
   * Judges a window. To be followed by {@link #learn} for the same key.
   *
   * @param observed value per target, in the source's units; NaN where there is none
   * @param medians that were forecast of them; null: there was no forecast that could be trusted
   * @param phase of the season, see {@link io.sluice.window.Season}
   * @return null when nothing was observed
   */
  public @Nullable Score judge(
      KeyState state, double[] observed, double @Nullable [] medians, int phase) {
    double[] novelties = new double[moments.length];
    double sum = 0;
    int worst = -1;
    for (int i = 0; i < moments.length; i++) {
      Moment now = moments[i];
      now.isSeen = !Double.isNaN(observed[i]);
      now.novelty = 0;
      if (now.isSeen) {
        see(state.charts[i], now, observed[i], medians == null ? Double.NaN : medians[i], phase);
        novelties[i] = now.novelty;
        sum += Math.pow(now.novelty, TARGET_POWER);
        worst = worst < 0 || now.novelty > novelties[worst] ? i : worst;
      }
    }
    if (worst < 0) {
      return null;
    }
    novelty = (float) Math.pow(sum, 1 / TARGET_POWER);
    double value = state.charts[worst].count < MIN_COUNT ? 0 : calibrated(state, novelty);
    return score(value, state.charts[worst], worst, novelties, calibrated(state, jump()));
  }

  /** How novel the value is that jumps furthest away; one that comes back does not. */
  private double jump() {
    double most = 0;
    for (Moment now : moments) {
      if (now.isSeen && now.error * now.fromUsual > 0) {
        double ofForecast = now.novelties[Chart.FORECAST.place];
        most = Math.max(most, Math.min(ofForecast, now.novelties[Chart.DISTANCE.place]));
      }
    }
    return most;
  }

  /**
   * What each chart said of the window that was judged last, {@code [targets][charts]} flattened,
   * in order of {@link Chart}: 0 where it had nothing to say.
   */
  public float[] charts() {
    float[] said = new float[moments.length * CHARTS.length];
    for (int i = 0; i < said.length; i++) {
      Moment now = moments[i / CHARTS.length];
      said[i] = now.isSeen ? (float) now.novelties[i % CHARTS.length] : 0;
    }
    return said;
  }

  /** What a chart alone would have to say of a key's next window for it to score so high. */
  public static double noveltyFor(KeyState state, double score) {
    double low = 0;
    double high = 1;
    while (calibrated(state, high) < score && high < MAX_NOVELTY) {
      low = high;
      high *= 2;
    }
    while (high - low > NOVELTY_DIGIT) {
      double middle = (low + high) / 2;
      if (calibrated(state, middle) < score) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double calibrated(KeyState state, double novelty) {
    return Rarity.of(state.tail, state.judged, novelty);
  }

  private Score score(
      double value, ChartState memory, int target, double[] novelties, double jump) {
    Moment now = moments[target];
    double distance = now.fromUsual / (memory.fromUsual + now.tiny);
    double error = Math.abs(now.error) / (memory.error + now.tiny);
    return new Score(value, novelty, oddest(now), target, novelties, distance, error, jump);
  }

  private static @Nullable Chart oddest(Moment now) {
    Chart oddest = null;
    double most = 0;
    for (Chart chart : CHARTS) {
      double novelty = now.novelties[chart.place];
      if (novelty > most) {
        most = novelty;
        oddest = chart;
      }
    }
    return oddest;
  }

  private void see(ChartState memory, Moment now, double value, double median, int phase) {
    locate(memory, now, value, median, phase);
    follow(memory, now);
    double sum = 0;
    for (Chart chart : CHARTS) {
      int i = chart.place;
      now.statistics[i] = chart.isJudged(now) ? chart.statistic(memory, now) : 0;
      now.novelties[i] =
          memory.count < MIN_COUNT || isOff[i] || !chart.isJudged(now)
              ? 0
              : chart.novelty(memory, now);
      sum += Math.pow(now.novelties[i], CHART_POWER);
    }
    now.novelty = Math.pow(sum, 1 / CHART_POWER);
  }

  /** Where the value lies. */
  private static void locate(
      ChartState memory, Moment now, double value, double median, int phase) {
    boolean isFirst = memory.count == 0;
    double usual = memory.profile.at(phase);
    now.value = value;
    now.phase = phase;
    now.tiny = ROUNDING * Math.abs(memory.level) + Double.MIN_NORMAL;
    now.error = error(memory, value, median, phase);
    now.fromLevel = isFirst ? 0 : limited(value - memory.level);
    now.fromProfile = limited(value - usual);
    boolean isSeasonal =
        !Double.isNaN(usual)
            && memory.profile.seasons() >= MIN_SEASONS
            && memory.fromProfile < BETTER * memory.fromLevel;
    now.fromUsual = isSeasonal ? now.fromProfile : now.fromLevel;
    now.isRepeat = !isFirst && Math.abs(value - memory.last) <= now.tiny;
  }

  /** What the season has at about this time is none, even if the model does not know of it. */
  private static double error(ChartState memory, double value, double median, int phase) {
    double error = limited(value - median);
    boolean isFar = Math.abs(error) > FAR * memory.error;
    if (!isFar || memory.profile.seasons() < MIN_SEASONS) {
      return error;
    }
    double fromProfile = limited(memory.profile.nearest(phase, value));
    return Math.abs(fromProfile) < Math.abs(error) ? fromProfile : error;
  }

  static double limited(double size) {
    return Math.max(-MAX_SIZE, Math.min(MAX_SIZE, size)); // NaN stays
  }

  /** Moves the fast means on: charts see all of a value, and what is kept is {@link #fast}. */
  private static void follow(ChartState memory, Moment now) {
    double off = fast(now.fromUsual, memory.fromUsual, memory.offset, memory.count);
    memory.offset += (float) (OFFSET_RATE * (off - memory.offset));
    now.drift = memory.drift + DRIFT_RATE * (now.fromUsual - memory.drift);
    memory.drift += (float) (DRIFT_RATE * (off - memory.drift));
    if (!Double.isNaN(now.error)) {
      now.spread = memory.spread + SPREAD_RATE * (Math.abs(now.error) - memory.spread);
      double error = fast(Math.abs(now.error), memory.error, memory.spread, memory.errors);
      memory.spread += (float) (SPREAD_RATE * (error - memory.spread));
    }
    if (memory.count > 0) {
      double change = Math.abs(limited(now.value - memory.last));
      double taken = fast(change, memory.changeSize, memory.change, memory.count);
      memory.change += (float) (SPREAD_RATE * (taken - memory.change));
    }
    memory.run = now.isRepeat ? memory.run + 1 : 0;
  }

  /**
   * What a fast mean takes of a value: one that is far off moves it for a few windows only, several
   * in a row take it all the way.
   *
   * @param usual the slow mean size of such values
   * @param mean the fast mean
   */
  private static double fast(double value, double usual, double mean, int count) {
    if (count < SlowMeans.SETTLED || usual == 0) {
      return value;
    }
    double most = FAST_CLIP * Math.max(usual, Math.abs(mean));
    return Math.max(-most, Math.min(most, value));
  }

  /**
   * Takes the window that was judged last into what is remembered of its key.
   *
   * @param isAbnormal whether an alert fires, or did until this window: then only the last value is
   *     kept
   */
  public void learn(KeyState state, boolean isAbnormal) {
    boolean any = false;
    for (int i = 0; i < moments.length; i++) {
      Moment now = moments[i];
      if (now.isSeen) {
        any = true;
        ChartState memory = state.charts[i];
        if (!isAbnormal) {
          SlowMeans.learn(memory, now);
        }
        memory.last = now.value;
      }
    }
    if (any && !isAbnormal) {
      state.judged = Math.min(state.judged + 1, MAX_JUDGED);
      if (state.judged > BEFORE_TAIL) {
        PeakTail.learn(state.tail, novelty);
      }
    }
  }

  /**
   * An episode is over: it is learned as one peak.
   *
   * @param highest its highest {@link Score#novelty}
   */
  public void learnEpisode(KeyState state, double highest) {
    PeakTail.learnPeak(state.tail, highest);
  }

  /**
   * What was odd is the new normal: sizes are taken as they are now.
   *
   * @param score of the last window of the episode: targets that are odd in it are meant
   * @param isMoved whether the level is, too
   */
  public void accept(KeyState state, Score score, boolean isMoved) {
    double least = score.novelties()[score.target()] / 2;
    for (int i = 0; i < state.charts.length; i++) {
      if (state.charts[i].count > 0 && score.novelties()[i] >= least) {
        SlowMeans.accept(state.charts[i], isMoved);
      }
    }
  }
}
