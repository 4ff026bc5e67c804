package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.OnnxExporter;
import io.sluice.train.network.QuantileSums;
import io.sluice.train.network.Weights;
import io.sluice.train.network.Weights.Decoding;
import io.sluice.train.network.Weights.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * The network that {@link OnnxExporter} writes, in PyTorch and over whole sequences. Not
 * thread-safe.
 */
final class Network {
  /** Arrays per layer, in PyTorch's order: input and state matrix, input and state bias. */
  private static final int PER_LAYER = 4;

  private final ModelSpec spec;
  private final Architecture shape;

  /** The layers' arrays, then the head's, then a learned initial state's. */
  private final NDList parameters = new NDList();

  private final Head head;
  private final NDArray sums;

  Network(NDManager manager, ModelSpec spec, Weights weights) {
    this.spec = spec;
    this.shape = spec.architecture();
    int hidden = shape.hidden();
    int gates = shape.cell().gates() * hidden;
    for (int layer = 0; layer < shape.layers(); layer++) {
      Layer from = weights.layers().get(layer);
      int inputs = spec.inputs(layer);
      add(manager, transposed(from.input(), inputs, gates), new Shape(gates, inputs));
      add(manager, transposed(from.state(), hidden, gates), new Shape(gates, hidden));
      add(manager, from.inputBias(), new Shape(gates));
      add(manager, from.stateBias(), new Shape(gates));
    }
    head = head(manager, weights);
    parameters.addAll(head.parameters());
    if (shape.initialState() == InitialState.LEARNED) {
      float[] raw = unbounded(weights.initialState());
      add(manager, raw, new Shape(shape.cell().parts(), shape.layers(), 1, hidden));
    }
    int levels = spec.levels().size();
    sums = manager.create(QuantileSums.of(spec), new Shape(levels - 1, levels));
  }

  private Head head(NDManager manager, Weights weights) {
    Decoder decoder = shape.decoder();
    Decoding decoding = weights.decoder();
    return decoder == null || decoding == null
        ? new DirectHead(manager, spec, weights.head())
        : new DecoderHead(manager, spec, decoder, decoding);
  }

  private void add(NDManager manager, float[] values, Shape of) {
    parameters.add(Parameters.create(manager, values, of));
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

  /** The state of sequences that begin: h, and for an LSTM c, {@code [layers, batch, hidden]}. */
  NDList initialState(NDManager manager, int batch) {
    NDArray zeros = manager.zeros(new Shape(shape.layers(), batch, shape.hidden()));
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
   * @param forecasts after which steps there are to be forecasts
   * @return quantiles {@code [batch * forecasts * targets * horizon, levels]}, then the next state
   */
  NDList forward(NDArray x, NDList state, Stride forecasts) {
    NDArray singles = x.get(":, :, :{}", spec.inputs(0));
    NDList stepped = step(singles, state, parameters.subNDList(0, shape.layers() * PER_LAYER));
    NDArray raw = head.raw(forecasts.of(stepped.get(0)), forecasts.of(x));
    NDArray increments = raw.get(":, 1:");
    NDArray doubled = increments.square().add(QuantileSums.BEND).sqrt().add(increments);
    NDList result = new NDList(doubled.matMul(sums).add(raw.get(":, :1")));
    result.addAll(stepped.subNDList(1));
    return result;
  }

  private NDList step(NDArray x, NDList state, NDList from) {
    NDArrayEx ops = x.getNDArrayInternal();
    int layers = shape.layers();
    NDArray h = state.get(0);
    return switch (shape.cell()) {
      case RNN -> ops.rnn(x, h, from, true, layers, RNN.Activation.TANH, 0, true, false, true);
      case GRU -> ops.gru(x, h, from, true, layers, 0, true, false, true);
      case LSTM -> ops.lstm(x, state, from, true, layers, 0, true, false, true);
    };
  }

  /** A copy of the parameters. */
  Weights weights() {
    int gates = shape.cell().gates() * shape.hidden();
    List<Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < shape.layers(); layer++) {
      int first = layer * PER_LAYER;
      layers.add(
          new Layer(
              transposed(floats(first), gates, spec.inputs(layer)),
              transposed(floats(first + 1), gates, shape.hidden()),
              floats(first + 2),
              floats(first + 3)));
    }
    return head.weights(layers, initialStateValues());
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

  private static float[] transposed(float[] matrix, int rows, int columns) {
    float[] result = new float[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result[column * rows + row] = matrix[row * columns + column];
      }
    }
    return result;
  }
}
