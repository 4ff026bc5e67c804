package io.sluice.train.gru;

import io.sluice.train.gru.GruWeights.Layer;
import java.util.Arrays;

/** A stacked GRU with quantile head written from its equations, one row at a time, in doubles. */
public final class ReferenceGru {
  private final ModelSpec spec;
  private final GruWeights weights;

  public ReferenceGru(ModelSpec spec, GruWeights weights) {
    this.spec = spec;
    this.weights = weights;
  }

  /**
   * Steps one row.
   *
   * @param x {@code [features]}
   * @param state {@code [layers * hidden]}, replaced by the next state
   * @return quantiles {@code [targets * horizon * levels]}
   */
  public double[] step(double[] x, double[] state) {
    int hidden = spec.hidden();
    double[] below = x;
    for (int layer = 0; layer < spec.layers(); layer++) {
      double[] h = Arrays.copyOfRange(state, layer * hidden, (layer + 1) * hidden);
      below = next(weights.layers().get(layer), below, h);
      System.arraycopy(below, 0, state, layer * hidden, hidden);
    }
    return quantiles(affine(below, weights.head(), weights.headBias()));
  }

  private double[] next(Layer layer, double[] x, double[] h) {
    int hidden = spec.hidden();
    double[] fromX = affine(x, layer.input(), layer.inputBias());
    double[] fromH = affine(h, layer.state(), layer.stateBias());
    double[] next = new double[hidden];
    for (int i = 0; i < hidden; i++) {
      double r = sigmoid(fromX[i] + fromH[i]);
      double z = sigmoid(fromX[hidden + i] + fromH[hidden + i]);
      double n = Math.tanh(fromX[2 * hidden + i] + r * fromH[2 * hidden + i]);
      next[i] = (1 - z) * n + z * h[i];
    }
    return next;
  }

  private double[] quantiles(double[] raw) {
    int levels = spec.levels().size();
    int median = spec.median();
    double[] quantiles = new double[raw.length];
    for (int row = 0; row < raw.length; row += levels) {
      quantiles[row + median] = raw[row];
      for (int level = median + 1; level < levels; level++) {
        quantiles[row + level] = quantiles[row + level - 1] + softplus(raw[row + level]);
      }
      for (int level = median - 1; level >= 0; level--) {
        quantiles[row + level] = quantiles[row + level + 1] - softplus(raw[row + 1 + level]);
      }
    }
    return quantiles;
  }

  private static double[] affine(double[] x, float[] matrix, float[] bias) {
    double[] y = new double[bias.length];
    for (int column = 0; column < y.length; column++) {
      y[column] = bias[column];
      for (int row = 0; row < x.length; row++) {
        y[column] += x[row] * matrix[row * bias.length + column];
      }
    }
    return y;
  }

  private static double sigmoid(double value) {
    return 1 / (1 + Math.exp(-value));
  }

  private static double softplus(double value) {
    return Math.log1p(Math.exp(value));
  }
}
