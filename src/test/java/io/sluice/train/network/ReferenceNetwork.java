package io.sluice.train.network;

import io.sluice.train.network.Weights.Decoding;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A stacked network with quantile head, written from its equations, one row at a time, in doubles.
 */
public final class ReferenceNetwork {
  private final ModelSpec spec;
  private final Architecture shape;
  private final Weights weights;

  public ReferenceNetwork(ModelSpec spec, Weights weights) {
    this.spec = spec;
    this.shape = spec.architecture();
    this.weights = weights;
  }

  /**
   * Steps one row.
   *
   * @param x {@code [features]}
   * @param state {@code [stateSize]}: h of every layer, then c of every layer; replaced by the next
   * @return quantiles {@code [targets * horizon * levels]}
   */
  public double[] step(double[] x, double[] state) {
    int hidden = shape.hidden();
    double[] below = Arrays.copyOf(x, spec.inputs(0));
    for (int layer = 0; layer < shape.layers(); layer++) {
      int h = layer * hidden;
      int c = (shape.layers() + layer) * hidden;
      double[] next = next(weights.layers().get(layer), read(layer, below), state, h, c);
      System.arraycopy(next, 0, state, h, hidden);
      below = output(layer, below, next);
    }
    return quantiles(shape.decoder() == null ? head(below) : decode(below, x, shape.decoder()));
  }

  private double[] read(int layer, double[] below) {
    if (layer == 0 || !shape.stacking().layerNorm()) {
      return below;
    }
    double mean = Arrays.stream(below).average().orElseThrow();
    double variance =
        Arrays.stream(below).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return Arrays.stream(below).map(v -> (v - mean) / Math.sqrt(variance + 1e-5)).toArray();
  }

  private double[] output(int layer, double[] below, double[] h) {
    double[] sum = h.clone();
    for (int i = 0; layer > 0 && shape.stacking().residual() && i < sum.length; i++) {
      sum[i] += below[i];
    }
    return sum;
  }

  private double[] decode(double[] h, double[] x, Decoder decoder) {
    Decoding from = Objects.requireNonNull(weights.decoder());
    int levels = spec.levels().size();
    int seasons = decoder.seasons();
    double[] context = affine(h, from.context().matrix(), from.context().bias());
    double[] raw = new double[spec.horizon() * levels];
    for (int step = 0; step < spec.horizon(); step++) {
      double[] z = context.clone();
      double median = x[spec.inputs(0) + decoder.past() - 1] * shortcut(from, step, seasons);
      for (int season = 0; season < seasons; season++) {
        int at = season * decoder.season() + step % decoder.season();
        double lag = x[spec.inputs(0) + at];
        addRow(z, lag / (1 + Math.abs(lag) / 4), from.lags(), season);
        median += lag * shortcut(from, step, season);
      }
      addRow(z, 1, from.steps(), step);
      for (int feature = 0; feature < spec.featuresAhead(); feature++) {
        int at = spec.inputs(0) + decoder.past() + feature * spec.horizon() + step;
        addRow(z, x[at], from.ahead(), feature);
      }
      double[] activated = activated(z, decoder.width());
      for (int level = 0; level < levels; level++) {
        int at = step * levels + level;
        raw[at] = from.outputBias()[at] + (level == 0 ? median : 0);
        for (int i = 0; i < activated.length; i++) {
          raw[at] += activated[i] * from.output()[i * levels + level];
        }
      }
    }
    return raw;
  }

  private double shortcut(Decoding from, int step, int season) {
    return from.shortcut()[step * (from.shortcut().length / spec.horizon()) + season];
  }

  private static void addRow(double[] z, double factor, float[] matrix, int row) {
    for (int i = 0; i < z.length; i++) {
      z[i] += factor * matrix[row * z.length + i];
    }
  }

  /**
   * Runs one sequence through a bidirectional network.
   *
   * @param x {@code [steps][features]}
   * @return quantiles {@code [steps][levels]}
   */
  public double[][] sequence(double[][] x) {
    double[][] below = x;
    for (int layer = 0; layer < shape.layers(); layer++) {
      double[][] read = new double[x.length][];
      for (int t = 0; t < x.length; t++) {
        read[t] = read(layer, below[t]);
      }
      double[][] forward = direction(weights.layers().get(2 * layer), read, false);
      double[][] backward = direction(weights.layers().get(2 * layer + 1), read, true);
      double[][] both = new double[x.length][];
      for (int t = 0; t < x.length; t++) {
        both[t] = Arrays.copyOf(forward[t], 2 * shape.hidden());
        System.arraycopy(backward[t], 0, both[t], shape.hidden(), shape.hidden());
        both[t] = output(layer, below[t], both[t]);
      }
      below = both;
    }
    return Arrays.stream(below).map(h -> quantiles(head(h))).toArray(double[][]::new);
  }

  private double[][] direction(Layer layer, double[][] x, boolean backward) {
    double[][] outputs = new double[x.length][];
    double[] state = new double[2 * shape.hidden()];
    for (int i = 0; i < x.length; i++) {
      int t = backward ? x.length - 1 - i : i;
      outputs[t] = next(layer, x[t], state, 0, shape.hidden());
      System.arraycopy(outputs[t], 0, state, 0, shape.hidden());
    }
    return outputs;
  }

  private double[] next(Layer layer, double[] x, double[] state, int h, int c) {
    int hidden = shape.hidden();
    double[] before = Arrays.copyOfRange(state, h, h + hidden);
    double[] fromX = affine(x, layer.input(), layer.inputBias());
    double[] fromH = affine(before, layer.state(), layer.stateBias());
    double[] next = new double[hidden];
    for (int i = 0; i < hidden; i++) {
      int second = hidden + i;
      int third = 2 * hidden + i;
      int fourth = 3 * hidden + i;
      switch (shape.cell()) {
        case RNN -> next[i] = Math.tanh(fromX[i] + fromH[i]);
        case GRU -> {
          double r = sigmoid(fromX[i] + fromH[i]);
          double z = sigmoid(fromX[second] + fromH[second]);
          double n = Math.tanh(fromX[third] + r * fromH[third]);
          next[i] = (1 - z) * n + z * before[i];
        }
        case LSTM -> {
          double input = sigmoid(fromX[i] + fromH[i]);
          double forget = sigmoid(fromX[second] + fromH[second]);
          double candidate = Math.tanh(fromX[third] + fromH[third]);
          double output = sigmoid(fromX[fourth] + fromH[fourth]);
          state[c + i] = forget * state[c + i] + input * candidate;
          next[i] = output * Math.tanh(state[c + i]);
        }
      }
    }
    return next;
  }

  private double[] head(double[] h) {
    if (shape.head() == HeadActivation.NONE) {
      return affine(h, weights.output().matrix(), weights.output().bias());
    }
    Dense dense = weights.head().get(0);
    double[] in = affine(h, dense.matrix(), dense.bias());
    double[] activated = activated(in, shape.hidden());
    return affine(activated, weights.output().matrix(), weights.output().bias());
  }

  private double[] activated(double[] in, int size) {
    double[] activated = new double[size];
    for (int i = 0; i < activated.length; i++) {
      activated[i] =
          switch (shape.head()) {
            case NONE -> in[i];
            case RELU -> Math.max(0, in[i]);
            case LEAKY_RELU -> in[i] > 0 ? in[i] : 0.01 * in[i];
            case MAXOUT -> Math.max(in[i], in[size + i]);
          };
    }
    return activated;
  }

  private double[] quantiles(double[] raw) {
    int levels = spec.levels().size();
    int median = spec.median();
    double[] quantiles = new double[raw.length];
    for (int row = 0; row < raw.length; row += levels) {
      quantiles[row + median] = raw[row];
      for (int level = median + 1; level < levels; level++) {
        quantiles[row + level] = quantiles[row + level - 1] + squareplus(raw[row + level]);
      }
      for (int level = median - 1; level >= 0; level--) {
        quantiles[row + level] = quantiles[row + level + 1] - squareplus(raw[row + 1 + level]);
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

  private static double squareplus(double value) {
    return (value + Math.sqrt(value * value + 0.25)) / 2;
  }
}
