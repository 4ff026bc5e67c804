package io.sluice.close;

import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.ModelContract;
import io.sluice.score.Population;
import io.sluice.score.Score;
import io.sluice.score.Scorer;
import io.sluice.state.KeyLife;
import io.sluice.state.KeyState;

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

  /** Puts the last forecast into the source's units, and its median where nothing was observed. */
  void recall(Closing closing) {
    KeyState state = closing.state;
    for (int i = 0; i < targets; i++) {
      ScalerState scale = state.scalers[i];
      if (state.hasForecast) {
        int quantiles = i * levels;
        closing.expected[i] = scaler.unscale(scale, state.forecast[quantiles + contract.median()]);
        closing.lower[i] = scaler.unscale(scale, state.forecast[quantiles]);
        closing.upper[i] = scaler.unscale(scale, state.forecast[quantiles + levels - 1]);
      } else {
        closing.expected[i] = scaler.unscale(scale, 0);
        closing.lower[i] = closing.expected[i];
        closing.upper[i] = closing.expected[i];
      }
      if (closing.input.imputed[i]) {
        closing.input.values[i] = closing.expected[i];
      }
    }
  }

  /** Judges the window by the last forecast, or a key's first window by those of other keys. */
  void score(Closing closing) {
    KeyState state = closing.state;
    if (closing.isFirst()) {
      closing.judgeFirst(population);
      return;
    }
    boolean mature = life.isMature(state.life);
    closing.score = scorer.score(state, closing.input.scaled, closing.input.imputed, mature);
    closing.trusted = mature;
    if (closing.score != null) {
      countErrors(closing, closing.score);
    }
  }

  private void countErrors(Closing closing, Score score) {
    for (int i = 0; i < targets; i++) {
      if (!closing.input.imputed[i]) {
        double error =
            closing.input.scaled[i] - closing.state.forecast[i * levels + contract.median()];
        boolean covered = Math.abs(score.surprises()[i]) <= -Math.log10(0.2);
        metrics.scored(i, covered, Math.abs(error));
      }
    }
  }
}
