package io.sluice.score;

import io.sluice.state.chart.ChartState;
import io.sluice.state.chart.TailState;

/**
 * What the charts of a target remember for long: its level, its usual sizes, its range, how it
 * repeats, and the tails of its charts. Stateless.
 */
final class SlowMeans {
  private static final Chart[] CHARTS = Chart.values();

  /** Windows of a target before the tails of its charts learn: until then slow means settle. */
  private static final int BEFORE_TAILS = 30;

  /** From here on a slow mean takes a value for at most {@link #CLIP} times itself, or a peak. */
  static final int SETTLED = 20;

  private static final double CLIP = 8;

  /** By this share the range seen closes in on the level with each window. */
  private static final double CLOSING = 0.4 / ChartState.MEMORY;

  /** Repeats are remembered over a quarter of the memory. */
  static final int MAX_REPEATS = ChartState.MEMORY / 4;

  /** A new normal is at least this share of the old one. */
  private static final double MIN_SHRINK = 1.0 / 8;

  private SlowMeans() {}

  /** Takes a window in that was judged. */
  static void learn(ChartState memory, Moment now) {
    memory.count = Math.min(memory.count + 1, ChartState.MAX_COUNT);
    int count = memory.count;
    learnLevel(memory, now);
    if (!Double.isNaN(now.error)) {
      memory.errors = Math.min(memory.errors + 1, ChartState.MAX_COUNT);
      TailState errors = memory.tails[ChartState.ERROR];
      memory.error = slow(memory.error, Math.abs(now.error), memory.errors, errors);
      TailState spreads = memory.tails[ChartState.SPREAD_UP];
      memory.spreadSize = slow(memory.spreadSize, memory.spread, memory.errors, spreads);
    }
    TailState distances = memory.tails[ChartState.DISTANCE];
    memory.fromUsual = slow(memory.fromUsual, Math.abs(now.fromUsual), count, distances);
    TailState drifts = memory.tails[ChartState.LEVEL];
    memory.driftSize = slow(memory.driftSize, Math.abs(memory.drift), count, drifts);
    if (count > 1) {
      TailState changes = memory.tails[ChartState.CHANGE];
      memory.changeSize = slow(memory.changeSize, memory.change, count - 1, changes);
    }
    learnRepeats(memory, now);
    if (count > BEFORE_TAILS) {
      for (Chart chart : CHARTS) {
        TailState tail = chart.isJudged(now) ? chart.tail(memory) : null;
        if (tail != null) {
          PeakTail.learn(tail, now.statistics[chart.place]);
        }
      }
    }
  }

  private static void learnLevel(ChartState memory, Moment now) {
    int count = memory.count;
    TailState distances = memory.tails[ChartState.DISTANCE];
    double moved = now.fromLevel;
    if (count >= SETTLED && memory.fromLevel > 0) {
      moved = Math.signum(moved) * clipped(Math.abs(moved), memory.fromLevel, distances);
    }
    double taken = count == 1 ? now.value : memory.level + moved;
    double step = weight(count) * (taken - memory.level);
    memory.level += step;
    if (count > 1) {
      double value = Scorer.limited(now.value - memory.level);
      memory.lowest = (float) Math.min(value, memory.lowest * (1 - CLOSING) - step);
      memory.highest = (float) Math.max(value, memory.highest * (1 - CLOSING) - step);
    }
    memory.fromLevel = slow(memory.fromLevel, Math.abs(now.fromLevel), count, distances);
    if (!Double.isNaN(now.fromProfile)) {
      int known = Math.max(1, Math.min(count, memory.profile.known()));
      memory.fromProfile = slow(memory.fromProfile, Math.abs(now.fromProfile), known, distances);
    }
    memory.profile.learn(now.phase, taken, memory.fromLevel);
  }

  private static void learnRepeats(ChartState memory, Moment now) {
    double repeated = now.isRepeat ? 1 : 0;
    boolean wasRepeat = now.isRepeat ? memory.run > 1 : memory.wasRepeat;
    if (wasRepeat) {
      memory.repeats = Math.min(memory.repeats + 1, MAX_REPEATS);
      memory.repeatStay += (float) ((repeated - memory.repeatStay) / memory.repeats);
    } else {
      memory.repeatStart += (float) (weight(memory.count) * (repeated - memory.repeatStart));
    }
    memory.wasRepeat = now.isRepeat;
  }

  /** A slow mean of sizes; one that is nothing so far takes the next size as it is. */
  private static float slow(float mean, double size, int count, TailState tail) {
    double taken = count < SETTLED || mean == 0 ? size : clipped(size, mean, tail);
    return (float) (mean + weight(count) * (taken - mean));
  }

  /**
   * What a slow mean takes of a size: so many times itself, or the like of the peaks that the
   * target has shown. Otherwise the mean of what comes rarely would fade to nothing, and all that
   * comes would be far off.
   *
   * @param tail of the logarithm of sizes over the mean
   */
  private static double clipped(double size, double mean, TailState tail) {
    return size <= CLIP * mean
        ? size
        : Math.min(size, mean * Math.max(CLIP, Math.exp(PeakTail.clip(tail))));
  }

  /** That of the newest of so many windows: the first ones are forgotten as more become known. */
  private static double weight(int count) {
    return 2.0 / (count + 1);
  }

  /**
   * What was odd is the new normal.
   *
   * @param isMoved whether the level is, too
   */
  static void accept(ChartState memory, boolean isMoved) {
    if (isMoved) {
      memory.level += memory.offset;
      memory.lowest -= Math.max(0, memory.offset);
      memory.highest -= Math.min(0, memory.offset);
      memory.profile.shift(memory.offset);
      memory.offset = 0;
      memory.drift = 0;
    }
    memory.error = adapted(memory.error, memory.spread);
    memory.spreadSize = adapted(memory.spreadSize, memory.spread);
    memory.changeSize = adapted(memory.changeSize, memory.change);
    memory.fromUsual = Math.max(memory.fromUsual, memory.spread);
  }

  private static float adapted(float usual, float now) {
    return (float) Math.max(now, MIN_SHRINK * usual);
  }
}
