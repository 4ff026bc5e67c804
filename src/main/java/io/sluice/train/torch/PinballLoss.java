package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * The pinball loss of quantile forecasts, {@code max(p (y - q), (p - 1) (y - q))} (Koenker and
 * Bassett, 1978), summed over all levels and all targets that are known, each target with a weight.
 *
 * <p>Numbers are factors as arrays that live as long as the gradient needs them: of a plain number
 * DJL makes an array whose memory may be another's by then, if there is a garbage collection.
 */
final class PinballLoss {
  private final NDArray tilts;
  private final NDArray half;

  PinballLoss(NDManager manager, List<Float> levels) {
    float[] values = new float[levels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = levels.get(i) - 0.5f;
    }
    half = manager.create(0.5f);
    tilts = manager.create(values, new Shape(1, values.length));
  }

  /**
   * The weighted sum as a scalar.
   *
   * @param quantiles {@code [rows, levels]}
   * @param y {@code [rows]}, NaN where nothing is known
   * @param weights {@code [rows]}
   */
  NDArray sum(NDManager manager, NDArray quantiles, float[] y, float[] weights) {
    float[] known = new float[y.length];
    float[] counted = new float[y.length];
    for (int i = 0; i < y.length; i++) {
      boolean isKnown = !Float.isNaN(y[i]);
      known[i] = isKnown ? y[i] : 0;
      counted[i] = isKnown ? weights[i] : 0;
    }
    Shape column = new Shape(y.length, 1);
    NDArray error = manager.create(known, column).sub(quantiles);
    NDArray loss = error.abs().mul(half).add(error.mul(tilts));
    return loss.mul(manager.create(counted, column)).sum();
  }

  /** A sum of so many terms as their mean. */
  NDArray mean(NDManager manager, NDArray sum, int terms) {
    return sum.div(manager.create((float) terms));
  }

  /** How many of the targets are known. */
  static int count(float[] y) {
    int count = 0;
    for (float value : y) {
      count += Float.isNaN(value) ? 0 : 1;
    }
    return count;
  }
}
