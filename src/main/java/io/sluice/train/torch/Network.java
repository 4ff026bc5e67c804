package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Columns;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.OnnxExporter;
import io.sluice.train.network.QuantileSums;
import io.sluice.train.network.Weights;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * The network that {@link OnnxExporter} writes, in PyTorch and over whole sequences. Not
 * thread-safe.
 */
final class Network {
  /**
   * Arrays per layer and direction, in PyTorch's order: input and state matrix, input and state
   * bias.
   */
  private static final int PER_LAYER = 4;

  private final ModelSpec spec;
  private final Architecture shape;

  /** 1, or 2 where every layer runs both ways. */
  private final int directions;

  private final NDList parameters = new NDList();
  private final NDArray sums;

  /** Where the arrays of the head begin; after them stands a learned initial state's. */
  private final int head;

  Network(NDManager manager, ModelSpec spec, Weights weights) {
    this.spec = spec;
    this.shape = spec.architecture();
    int hidden = shape.hidden();
    int gates = shape.cell().gates() * hidden;
    directions = weights.layers().size() / shape.layers();
    for (Layer from : weights.layers()) {
      int inputs = from.input().length / gates;
      add(manager, Columns.transposed(from.input(), inputs, gates), new Shape(gates, inputs));
      add(manager, Columns.transposed(from.state(), hidden, gates), new Shape(gates, hidden));
      add(manager, from.inputBias(), new Shape(gates));
      add(manager, from.stateBias(), new Shape(gates));
    }
    head = parameters.size();
    for (Dense dense : weights.head()) {
      int columns = dense.bias().length;
      add(manager, dense.matrix(), new Shape(dense.matrix().length / columns, columns));
      add(manager, dense.bias(), new Shape(dense.bias().length));
    }
    if (shape.initialState() == InitialState.LEARNED) {
      float[] raw = unbounded(weights.initialState());
      add(manager, raw, new Shape(shape.cell().parts(), shape.layers(), 1, hidden));
    }
    int levels = spec.levels().size();
    sums = manager.create(QuantileSums.of(spec), new Shape(levels - 1, levels));
  }

  private void add(NDManager manager, float[] values, Shape shape) {
    NDArray parameter = manager.create(values, shape);
    parameter.setRequiresGradient(true);
    parameters.add(parameter);
  }

  /** The arrays that training changes, in place. */
  NDList parameters() {
    return parameters;
  }

  /** Moves the parameters towards another network's by a share of the way. */
  void follow(Network other, double share) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (int i = 0; i < parameters.size(); i++) {
        NDArray own = parameters.get(i).stopGradient();
        NDArray gap = other.parameters.get(i).stopGradient().sub(own);
        own.addi(gap.muli((float) share));
      }
    }
  }

  /** Whether it reads sequences whole, both ways, and so cannot carry a state on. */
  boolean isBidirectional() {
    return directions == 2;
  }

  /**
   * The state of sequences that begin: h, and for an LSTM c, {@code [layers * directions, batch,
   * hidden]}.
   */
  NDList initialState(NDManager manager, int batch) {
    NDArray zeros =
        manager.zeros(new Shape((long) shape.layers() * directions, batch, shape.hidden()));
    NDList state = new NDList();
    for (int part = 0; part < shape.cell().parts(); part++) {
      state.add(
          shape.initialState() == InitialState.LEARNED
              ? zeros.add(bounded(parameters.get(parameters.size() - 1).get(part), part))
              : zeros);
    }
    return state;
  }

  /** The hidden state lies in (-1, 1) from the start; the LSTM's c may lie anywhere. */
  private static NDArray bounded(NDArray raw, int part) {
    return part == 0 ? raw.tanh() : raw;
  }

  private float[] unbounded(float[] initialState) {
    float[] raw = initialState.clone();
    for (int i = 0; i < shape.layers() * shape.hidden(); i++) {
      raw[i] = (float) (0.5 * Math.log((1.0 + raw[i]) / (1.0 - raw[i])));
    }
    return raw;
  }

  /**
   * Steps through sequences.
   *
   * @param x {@code [batch, steps, features]}
   * @param state as {@link #initialState} gives it
   * @return quantiles {@code [batch * steps * targets * horizon, levels]}, then the next state
   */
  NDList forward(NDArray x, NDList state) {
    NDList stepped = step(x, state, parameters.subNDList(0, head));
    NDArray raw = output(stepped.get(0)).reshape(-1, spec.levels().size());
    NDArray increments = raw.get(":, 1:");
    NDArray doubled = increments.square().add(QuantileSums.BEND).sqrt().add(increments);
    NDList result = new NDList(doubled.matMul(sums).add(raw.get(":, :1")));
    result.addAll(stepped.subNDList(1));
    return result;
  }

  private NDList step(NDArray x, NDList state, NDList from) {
    NDArrayEx ops = x.getNDArrayInternal();
    int layers = shape.layers();
    boolean both = isBidirectional();
    NDArray h = state.get(0);
    return switch (shape.cell()) {
      case RNN -> ops.rnn(x, h, from, true, layers, RNN.Activation.TANH, 0, true, both, true);
      case GRU -> ops.gru(x, h, from, true, layers, 0, true, both, true);
      case LSTM -> ops.lstm(x, state, from, true, layers, 0, true, both, true);
    };
  }

  private NDArray output(NDArray h) {
    if (shape.head() == HeadActivation.NONE) {
      return dense(h, head);
    }
    NDArray inner = dense(h, head);
    NDArray activated =
        switch (shape.head()) {
          case NONE -> inner;
          case RELU -> inner.getNDArrayInternal().relu();
          case LEAKY_RELU -> inner.getNDArrayInternal().leakyRelu(HeadActivation.LEAK);
          case MAXOUT -> {
            NDList pieces = inner.split(2, 2);
            yield pieces.get(0).maximum(pieces.get(1));
          }
        };
    return dense(activated, head + 2);
  }

  private NDArray dense(NDArray input, int parameter) {
    return input.matMul(parameters.get(parameter)).add(parameters.get(parameter + 1));
  }

  /** A copy of the parameters. */
  Weights weights() {
    int gates = shape.cell().gates() * shape.hidden();
    List<Layer> layers = new ArrayList<>();
    for (int first = 0; first < head; first += PER_LAYER) {
      int inputs = (int) parameters.get(first).getShape().get(1);
      layers.add(
          new Layer(
              Columns.transposed(floats(first), gates, inputs),
              Columns.transposed(floats(first + 1), gates, shape.hidden()),
              floats(first + 2),
              floats(first + 3)));
    }
    List<Dense> dense = new ArrayList<>();
    int denseLayers = shape.head() == HeadActivation.NONE ? 1 : 2;
    for (int i = 0; i < denseLayers; i++) {
      dense.add(new Dense(floats(head + 2 * i), floats(head + 2 * i + 1)));
    }
    return new Weights(layers, dense, initialStateValues());
  }

  private float[] initialStateValues() {
    if (shape.initialState() == InitialState.ZERO) {
      return new float[shape.stateSize()];
    }
    float[] values = floats(parameters.size() - 1);
    for (int i = 0; i < shape.layers() * shape.hidden(); i++) {
      values[i] = (float) Math.tanh(values[i]);
    }
    return values;
  }

  private float[] floats(int parameter) {
    return parameters.get(parameter).toFloatArray();
  }
}
