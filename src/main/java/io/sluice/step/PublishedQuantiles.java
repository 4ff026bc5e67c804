package io.sluice.step;

import io.sluice.feature.Coverage;
import io.sluice.feature.Scaler;
import io.sluice.model.ModelContract;
import io.sluice.state.KeyState;
import java.nio.FloatBuffer;

/** What a model says of a key, in the form in which it is published. Stateless. */
public final class PublishedQuantiles {
  private final ModelContract contract;
  private final Scaler scaler;
  private final Coverage coverage;

  public PublishedQuantiles(ModelContract contract, Scaler scaler, Coverage coverage) {
    this.contract = contract;
    this.scaler = scaler;
    this.coverage = coverage;
  }

  /**
   * The quantiles in the source's units, those of the next window corrected.
   *
   * @param state the key's, after the window
   * @param scaled a run's quantiles
   * @param row the key's first row of them
   * @return {@code [targets][horizon][levels]} flattened; NaN for a target that was never observed
   */
  public double[] of(KeyState state, FloatBuffer scaled, int row) {
    int levels = contract.levels().size();
    int perTarget = contract.horizon() * levels;
    double[] quantiles = new double[state.scalers.length * perTarget];
    int from = row * contract.outputSize();
    for (int i = 0; i < quantiles.length; i++) {
      quantiles[i] = scaler.unscale(state.scalers[i / perTarget], scaled.get(from + i));
    }
    for (int target = 0; target < state.scalers.length; target++) {
      int next = target * perTarget;
      coverage.correct(state.coverage[target], quantiles, next);
      for (int i = next; i < next + levels; i++) {
        quantiles[i] = scaler.possible(state.scalers[target], quantiles[i]);
      }
    }
    return quantiles;
  }
}
