package io.sluice.train.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import io.sluice.train.language.TokenArchitecture.Embedding;
import io.sluice.train.network.Matrices;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import io.sluice.train.torch.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A network of tokens in PyTorch, over pieces of sequences: embedding, recurrent layers with
 * dropout between what they read, and two linear heads. Not thread-safe.
 */
final class TokenNetwork {
  private static final int PER_LAYER = 4;

  private final TokenArchitecture shape;
  private final int features;
  private final int tokens;
  private final int bins;
  private final int labels;
  private final NDList parameters = new NDList();

  /** The identity of one-hot tokens, which nothing changes. */
  private final @Nullable NDArray fixed;

  private final float[] fixedValues;

  TokenNetwork(NDManager manager, TokenArchitecture shape, int features, TokenWeights from) {
    this.shape = shape;
    this.features = features;
    this.tokens = from.logits().bias().length;
    this.bins = from.delay().bias().length;
    Dense label = from.label();
    this.labels = label == null ? 0 : label.bias().length;
    int gates = shape.cell().gates() * shape.hidden();
    for (Layer layer : from.layers()) {
      int inputs = layer.input().length / gates;
      add(manager, Matrices.transposed(layer.input(), inputs, gates), gates, inputs);
      add(
          manager,
          Matrices.transposed(layer.state(), shape.hidden(), gates),
          gates,
          shape.hidden());
      add(manager, layer.inputBias(), gates);
      add(manager, layer.stateBias(), gates);
    }
    add(manager, from.logits().bias(), tokens);
    add(manager, from.delay().matrix(), shape.hidden(), bins);
    add(manager, from.delay().bias(), bins);
    if (label != null) {
      add(manager, label.matrix(), shape.hidden(), labels);
      add(manager, label.bias(), labels);
    }
    int columns = shape.columns(tokens);
    boolean isOneHot = shape.embedding() == Embedding.ONE_HOT;
    fixedValues = from.embedding();
    fixed = isOneHot ? manager.create(fixedValues, new Shape(tokens, columns)) : null;
    if (!isOneHot) {
      add(manager, from.embedding(), tokens, columns);
    }
    if (shape.embedding() != Embedding.TIED) {
      add(manager, from.logits().matrix(), shape.hidden(), tokens);
    }
  }

  private void add(NDManager manager, float[] values, long... of) {
    parameters.add(Parameters.create(manager, values, new Shape(of)));
  }

  private int afterLayers() {
    return shape.layers() * PER_LAYER;
  }

  private NDArray embedding() {
    return fixed != null ? fixed : parameters.get(afterHeads());
  }

  private int afterHeads() {
    return afterLayers() + (labels > 0 ? 5 : 3);
  }

  /** How many heads there are: of the token, of its time and, if there are labels, of these. */
  int heads() {
    return labels > 0 ? 3 : 2;
  }

  private NDArray output() {
    return shape.embedding() == Embedding.TIED
        ? embedding().transpose()
        : parameters.get(parameters.size() - 1);
  }

  /** The arrays that training changes, in place. */
  NDList parameters() {
    return parameters;
  }

  /** Moves the parameters towards another network's by a share of the way. */
  void follow(TokenNetwork other, double share) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (int i = 0; i < parameters.size(); i++) {
        NDArray own = parameters.get(i).stopGradient();
        NDArray gap = other.parameters.get(i).stopGradient().sub(own);
        own.addi(gap.muli((float) share));
      }
    }
  }

  /** Zeros: h, and for an LSTM c, {@code [layers, batch, hidden]}. */
  NDList initialState(NDManager manager, int batch) {
    NDList state = new NDList();
    for (int part = 0; part < shape.cell().parts(); part++) {
      state.add(manager.zeros(new Shape(shape.layers(), batch, shape.hidden())));
    }
    return state;
  }

  /**
   * Steps through pieces.
   *
   * @param oneHot {@code [batch, steps, tokens]}
   * @param x {@code [batch, steps, features]}
   * @param dropout the share of values that are hidden, with a generator; null: none
   * @return logits {@code [batch * steps, tokens]}, delay {@code [batch * steps, bins]}, if there
   *     are labels their logits {@code [batch * steps, labels]}, next state
   */
  NDList forward(NDArray oneHot, NDArray x, NDList state, @Nullable Dropout dropout) {
    long batch = x.getShape().get(0);
    long steps = x.getShape().get(1);
    NDArray flat = oneHot.reshape(batch * steps, tokens).matMul(embedding());
    NDArray embedded = hide(flat, dropout).reshape(batch, steps, shape.columns(tokens));
    NDArray below = features == 0 ? embedded : NDArrays.concat(new NDList(embedded, x), 2);
    List<NDList> next = new ArrayList<>();
    for (int layer = 0; layer < shape.layers(); layer++) {
      NDList rows = new NDList();
      for (NDArray part : state) {
        rows.add(part.get("{}:{}", layer, layer + 1));
      }
      NDList stepped = stepLayer(below, rows, layer);
      below = stepped.get(0);
      if (layer < shape.layers() - 1) {
        below = hide(below, dropout);
      }
      next.add(stepped.subNDList(1));
    }
    NDArray h = hide(below.reshape(batch * steps, shape.hidden()), dropout);
    int at = afterLayers();
    NDArray logits = h.matMul(output()).add(parameters.get(at));
    NDArray delay = h.matMul(parameters.get(at + 1)).add(parameters.get(at + 2));
    NDList result = new NDList(logits, delay);
    if (labels > 0) {
      result.add(h.matMul(parameters.get(at + 3)).add(parameters.get(at + 4)));
    }
    for (int part = 0; part < shape.cell().parts(); part++) {
      NDList layers = new NDList();
      for (NDList of : next) {
        layers.add(of.get(part));
      }
      result.add(NDArrays.concat(layers));
    }
    return result;
  }

  /**
   * Hides values at random and makes up for them in the others (Srivastava and others, 2014).
   *
   * @param rate the share that is hidden, in (0, 1)
   */
  record Dropout(double rate, Random random) {
    NDArray mask(NDManager manager, Shape shape) {
      float[] values = new float[(int) shape.size()];
      float kept = (float) (1 / (1 - rate));
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() < rate ? 0 : kept;
      }
      return manager.create(values, shape);
    }
  }

  private static NDArray hide(NDArray values, @Nullable Dropout dropout) {
    return dropout == null
        ? values
        : values.mul(dropout.mask(values.getManager(), values.getShape()));
  }

  private NDList stepLayer(NDArray x, NDList state, int layer) {
    NDArrayEx ops = x.getNDArrayInternal();
    NDList from = parameters.subNDList(layer * PER_LAYER, (layer + 1) * PER_LAYER);
    NDArray h = state.get(0);
    return switch (shape.cell()) {
      case RNN -> ops.rnn(x, h, from, true, 1, RNN.Activation.TANH, 0, true, false, true);
      case GRU -> ops.gru(x, h, from, true, 1, 0, true, false, true);
      case LSTM -> ops.lstm(x, state, from, true, 1, 0, true, false, true);
    };
  }

  /** A copy of the parameters. */
  TokenWeights weights() {
    int gates = shape.cell().gates() * shape.hidden();
    List<Layer> layers = new ArrayList<>();
    for (int first = 0; first < afterLayers(); first += PER_LAYER) {
      int inputs = (int) parameters.get(first).getShape().get(1);
      layers.add(
          new Layer(
              Matrices.transposed(floats(first), gates, inputs),
              Matrices.transposed(floats(first + 1), gates, shape.hidden()),
              floats(first + 2),
              floats(first + 3)));
    }
    int at = afterLayers();
    float[] embedding = fixed != null ? fixedValues.clone() : floats(afterHeads());
    float[] matrix =
        shape.embedding() == Embedding.TIED
            ? Matrices.transposed(embedding, tokens, shape.hidden())
            : floats(parameters.size() - 1);
    return new TokenWeights(
        embedding,
        layers,
        new Dense(matrix, floats(at)),
        new Dense(floats(at + 1), floats(at + 2)),
        labels == 0 ? null : new Dense(floats(at + 3), floats(at + 4)));
  }

  private float[] floats(int parameter) {
    return parameters.get(parameter).toFloatArray();
  }
}
