package io.sluice.close;

import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.feature.WindowInput;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.ModelContract;
import io.sluice.score.Population;
import io.sluice.score.Score;
import io.sluice.score.Scorer;
import io.sluice.state.KeyLife;
import io.sluice.state.KeyState;
import org.jspecify.annotations.Nullable;

/** Holds what was observed in a window against what was forecast of it. */
final class Judge {
  private final ModelContract contract;
  private final KeyLife life;
  private final Scaler scaler;
  private final Scorer scorer;
  private final Population population;
  private final PipelineMetrics metrics;
  private final int targets;
  private final int levels;

  /** A judge of a task's keys, each of {@code targets} targets. */
  Judge(
      ModelContract contract,
      KeyLife life,
      Scaler scaler,
      int targets,
      Population population,
      PipelineMetrics metrics) {
    this.contract = contract;
    this.life = life;
    this.scaler = scaler;
    this.scorer =
        new Scorer(
            contract.levelArray(),
            targets,
            Math.min(contract.warmup(), contract.scaler().memory()));
    this.population = population;
    this.metrics = metrics;
    this.targets = targets;
    this.levels = contract.levels().size();
  }

  /**
   * What the last forecast says of the window that closes; the middle of the scale where there is
   * none.
   */
  Expected expected(KeyState state) {
    Expected expected = Expected.of(targets);
    for (int i = 0; i < targets; i++) {
      ScalerState scale = state.scalers[i];
      if (state.hasForecast) {
        int quantiles = i * levels;
        expected.median()[i] = scaler.unscale(scale, state.forecast[quantiles + contract.median()]);
        expected.lower()[i] = scaler.unscale(scale, state.forecast[quantiles]);
        expected.upper()[i] = scaler.unscale(scale, state.forecast[quantiles + levels - 1]);
      } else {
        expected.median()[i] = scaler.unscale(scale, 0);
        expected.lower()[i] = expected.median()[i];
        expected.upper()[i] = expected.median()[i];
      }
    }
    return expected;
  }

  /**
   * Judges a window by the last forecast, or a key's first window by those of other keys.
   *
   * @param input the window, taken into the key's scale
   * @param watched see {@link Judged}
   */
  Judged judge(Closing closing, Expected expected, WindowInput input, double @Nullable [] watched) {
    if (closing.isFirst()) {
      return judgeFirst(closing, input, watched);
    }
    KeyState state = closing.state;
    boolean mature = life.isMature(state.life);
    Score score = scorer.score(state, input.scaled, input.imputed, mature);
    if (score != null) {
      countErrors(state, input, score);
    }
    return new Judged(closing, input, expected, score, mature, watched);
  }

  /** Judges a key's first window by the first windows of other keys, and adds it to them. */
  private Judged judgeFirst(Closing closing, WindowInput input, double @Nullable [] watched) {
    Expected expected = Expected.of(targets);
    double[] surprises = new double[targets];
    double worst = 0;
    for (int i = 0; i < targets; i++) {
      expected.median()[i] = population.expected(i);
      expected.lower()[i] = population.bound(i, -1);
      expected.upper()[i] = population.bound(i, 1);
      double value = closing.observed[i];
      if (!Double.isNaN(value)) {
        surprises[i] = population.surprise(i, value);
        worst = Math.max(worst, Math.abs(surprises[i]));
        population.learn(i, value);
      }
    }
    Score score = new Score(Math.max(0, worst - Math.log10(targets)), 0, surprises);
    return new Judged(closing, input, expected, score, true, watched);
  }

  private void countErrors(KeyState state, WindowInput input, Score score) {
    for (int i = 0; i < targets; i++) {
      if (!input.imputed[i]) {
        double error = input.scaled[i] - state.forecast[i * levels + contract.median()];
        boolean covered = Math.abs(score.surprises()[i]) <= -Math.log10(0.2);
        metrics.scored(i, covered, Math.abs(error));
      }
    }
  }
}
