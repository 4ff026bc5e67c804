package io.sluice.close;

import io.sluice.alert.EpisodeTracker;
import io.sluice.feature.Coverage;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.feature.WindowInput;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.ModelContract;
import io.sluice.output.Alert;
import io.sluice.score.Population;
import io.sluice.score.Score;
import io.sluice.score.Scorer;
import io.sluice.state.KeyLife;
import io.sluice.state.KeyState;
import io.sluice.window.Season;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was observed in a window against what was forecast of it, and what is known of its
 * key.
 */
final class Judge {
  private final ModelContract contract;
  private final KeyLife life;
  private final Scaler scaler;
  private final Scorer scorer;
  private final EpisodeTracker episodes;
  private final Season season;
  private final Coverage coverage;
  private final Population population;
  private final PipelineMetrics metrics;
  private final float[] levels;
  private final int targets;
  private final int warmup;

  /** Places of the quantiles that bound the central 80%, or as much as the model forecasts. */
  private final int lower;

  private final int upper;

  /** The model's quantiles of the window, {@code [targets][levels]} flattened; reused. */
  private final double[] quantiles;

  /** As they were published; reused. */
  private final double[] corrected;

  /** The forecast medians that can be trusted; reused. */
  private final double[] medians;

  /**
   * A judge of a task's keys, each of {@code targets} targets.
   *
   * @param episodes of the same scorer
   */
  Judge(
      ModelContract contract,
      KeyLife life,
      Scaler scaler,
      int targets,
      Scorer scorer,
      EpisodeTracker episodes,
      Season season,
      Coverage coverage,
      Population population,
      PipelineMetrics metrics) {
    this.contract = contract;
    this.life = life;
    this.scaler = scaler;
    this.scorer = scorer;
    this.episodes = episodes;
    this.season = season;
    this.population = population;
    this.metrics = metrics;
    this.levels = contract.levelArray();
    this.targets = targets;
    this.warmup = Math.max(2, Math.min(contract.warmup(), contract.scaler().memory()));
    this.medians = new double[targets];
    this.coverage = coverage;
    int tenth = contract.levels().indexOf(0.1f);
    int ninth = contract.levels().indexOf(0.9f);
    boolean isCentral = tenth >= 0 && ninth >= 0;
    this.lower = isCentral ? tenth : 0;
    this.upper = isCentral ? ninth : levels.length - 1;
    this.quantiles = new double[targets * levels.length];
    this.corrected = new double[targets * levels.length];
  }

  /**
   * What the last forecast says of the window that closes; the middle of the scale where there is
   * none. To be followed by {@link #judge} for the same key.
   */
  Expected expected(KeyState state) {
    Expected expected = Expected.of(targets);
    for (int i = 0; i < targets; i++) {
      ScalerState scale = state.scalers[i];
      int at = i * levels.length;
      for (int level = 0; level < levels.length; level++) {
        double quantile = state.hasForecast ? state.forecast[at + level] : 0;
        quantiles[at + level] = scaler.unscale(scale, quantile);
        corrected[at + level] = quantiles[at + level];
      }
      coverage.correct(state.coverage[i], corrected, at);
      for (int level = 0; level < levels.length; level++) {
        corrected[at + level] = scaler.possible(scale, corrected[at + level]);
      }
      expected.model()[i] = quantiles[at + contract.median()];
      expected.median()[i] = corrected[at + contract.median()];
      expected.lower()[i] = corrected[at];
      expected.upper()[i] = corrected[at + levels.length - 1];
    }
    return expected;
  }

  /**
   * Judges a window by its forecast and by what is known of the key, or a key's first window by
   * those of other keys, and takes it in.
   *
   * @param input the window, taken into the key's scale
   * @param watched see {@link Judged}
   */
  Judged judge(
      long end,
      Closing closing,
      Expected expected,
      WindowInput input,
      double @Nullable [] watched) {
    KeyState state = closing.state;
    boolean mature = closing.isFirst() || life.isMature(state.life);
    int phase = season.phase(end);
    Expected against = closing.isFirst() ? ofOthers() : expected;
    Score score;
    if (closing.isFirst()) {
      scorer.judge(state, closing.observed, null, phase);
      score = judgeFirst(closing);
    } else {
      score =
          scorer.judge(state, closing.observed, mature ? medians(state, expected) : null, phase);
      takeErrors(state, input);
    }
    float[] charts = scorer.charts();
    boolean wasFiring = state.episode.isFiring();
    List<Alert> alerts =
        closing.seen.isObserved()
            ? episodes.observed(closing.key, state, end, score, closing.isFirst())
            : List.of();
    scorer.learn(state, wasFiring || state.episode.isFiring());
    return new Judged(closing, input, against, score, charts, mature, alerts, watched);
  }

  /**
   * Passes over a window: it is what it had to be, and nothing is learned of it.
   *
   * @param watched see {@link Judged}
   */
  Judged pass(Closing closing, Expected expected, WindowInput input, double @Nullable [] watched) {
    boolean mature = life.isMature(closing.state.life);
    return new Judged(closing, input, expected, null, null, mature, List.of(), watched);
  }

  /** A target that came later than the key is at first forecast as badly as that of a new one. */
  private double @Nullable [] medians(KeyState state, Expected expected) {
    if (!state.hasForecast) {
      return null;
    }
    for (int i = 0; i < targets; i++) {
      medians[i] = state.scalers[i].count >= warmup ? expected.model()[i] : Double.NaN;
    }
    return medians;
  }

  /** What first windows of other keys hold. */
  private Expected ofOthers() {
    Expected expected = Expected.of(targets);
    for (int i = 0; i < targets; i++) {
      expected.median()[i] = population.expected(i);
      expected.lower()[i] = population.bound(i, -1);
      expected.upper()[i] = population.bound(i, 1);
    }
    return expected;
  }

  /** Judges a key's first window by the first windows of other keys, and adds it to them. */
  private Score judgeFirst(Closing closing) {
    double[] surprises = new double[targets];
    int worst = 0;
    for (int i = 0; i < targets; i++) {
      double value = closing.observed[i];
      if (!Double.isNaN(value)) {
        surprises[i] = Math.abs(population.surprise(i, value));
        worst = surprises[i] > surprises[worst] ? i : worst;
        population.learn(i, value);
      }
    }
    double value = Math.max(0, surprises[worst] - Math.log10(targets));
    return new Score(value, 0, null, worst, surprises, 0, Double.NaN);
  }

  private void takeErrors(KeyState state, WindowInput input) {
    if (!state.hasForecast) {
      return;
    }
    for (int i = 0; i < targets; i++) {
      if (!input.imputed[i] && state.scalers[i].count >= 2) {
        int at = i * levels.length;
        double error = input.scaled[i] - state.forecast[at + contract.median()];
        double value = input.values[i];
        boolean covered = corrected[at + lower] <= value && value <= corrected[at + upper];
        metrics.scored(i, covered, Math.abs(error));
        coverage.learn(state.coverage[i], quantiles, at, value);
      }
    }
  }
}
