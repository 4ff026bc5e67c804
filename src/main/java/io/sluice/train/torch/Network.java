package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.Matrices;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.OnnxExporter;
import io.sluice.train.network.QuantileSums;
import io.sluice.train.network.Stacking;
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
  /**
   * Arrays per layer and direction, in PyTorch's order: input and state matrix, input and state
   * bias.
   */
  private static final int PER_LAYER = 4;

  private final ModelSpec spec;
  private final Architecture shape;

  /** 1, or 2 where every layer runs both ways. */
  private final int directions;

  /** The layers' arrays, then the head's, then a learned initial state's. */
  private final NDList parameters = new NDList();

  private final Head head;
  private final NDArray sums;

  /** The gain and the shift of a layer's normalisation, which change nothing; else empty. */
  private final NDList unchanged = new NDList();

  Network(NDManager manager, ModelSpec spec, Weights weights) {
    this.spec = spec;
    this.shape = spec.architecture();
    int hidden = shape.hidden();
    int gates = shape.cell().gates() * hidden;
    directions = weights.layers().size() / shape.layers();
    for (Layer from : weights.layers()) {
      int inputs = from.input().length / gates;
      add(manager, Matrices.transposed(from.input(), inputs, gates), new Shape(gates, inputs));
      add(manager, Matrices.transposed(from.state(), hidden, gates), new Shape(gates, hidden));
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
    if (shape.stacking().layerNorm()) {
      Shape width = new Shape((long) directions * hidden);
      unchanged.add(manager.ones(width));
      unchanged.add(manager.zeros(width));
    }
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

  /** Whether it reads sequences whole, both ways, and so cannot carry a state on. */
  boolean isBidirectional() {
    return directions == 2;
  }

  /**
   * The state of sequences that begin: h, and for an LSTM c, {@code [layers * directions, batch,
   * hidden]}.
   */
  NDList initialState(NDManager manager, int batch) {
    long layers = (long) shape.layers() * directions;
    NDArray zeros = manager.zeros(new Shape(layers, batch, shape.hidden()));
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
    NDList stepped = step(singles, state);
    NDArray raw = head.raw(forecasts.of(stepped.get(0)), forecasts.of(x));
    NDArray increments = raw.get(":, 1:");
    NDArray doubled = increments.square().add(QuantileSums.BEND).sqrt().add(increments);
    NDList result = new NDList(doubled.matMul(sums).add(raw.get(":, :1")));
    result.addAll(stepped.subNDList(1));
    return result;
  }

  /** How many of the arrays are those of the layers. */
  private int recurrent() {
    return directions * shape.layers() * PER_LAYER;
  }

  /** The output of the last layer, then the next state. */
  private NDList step(NDArray x, NDList state) {
    NDArray below = x;
    List<NDList> next = new ArrayList<>();
    for (int layer = 0; layer < shape.layers(); layer++) {
      boolean stands = layer > 0;
      NDArray read = stands && shape.stacking().layerNorm() ? normalized(below) : below;
      NDList stepped = stepLayer(read, rows(state, layer), parametersOf(layer));
      NDArray h = stepped.get(0);
      below = stands && shape.stacking().residual() ? below.add(h) : h;
      next.add(stepped.subNDList(1));
    }
    NDList result = new NDList(below);
    for (int part = 0; part < shape.cell().parts(); part++) {
      NDList layers = new NDList();
      for (NDList of : next) {
        layers.add(of.get(part));
      }
      result.add(NDArrays.concat(layers));
    }
    return result;
  }

  /** One layer's rows of a state's parts. */
  private NDList rows(NDList state, int layer) {
    NDList rows = new NDList();
    for (NDArray part : state) {
      rows.add(part.get("{}:{}", layer * directions, (layer + 1) * directions));
    }
    return rows;
  }

  private NDList parametersOf(int layer) {
    int size = directions * PER_LAYER;
    return parameters.subNDList(layer * size, (layer + 1) * size);
  }

  private NDArray normalized(NDArray x) {
    NDArrayEx ops = x.getNDArrayInternal();
    NDArray gain = unchanged.get(0);
    return ops.layerNorm(x, gain.getShape(), gain, unchanged.get(1), Stacking.EPSILON).get(0);
  }

  private NDList stepLayer(NDArray x, NDList state, NDList from) {
    NDArrayEx ops = x.getNDArrayInternal();
    boolean both = isBidirectional();
    NDArray h = state.get(0);
    return switch (shape.cell()) {
      case RNN -> ops.rnn(x, h, from, true, 1, RNN.Activation.TANH, 0, true, both, true);
      case GRU -> ops.gru(x, h, from, true, 1, 0, true, both, true);
      case LSTM -> ops.lstm(x, state, from, true, 1, 0, true, both, true);
    };
  }

  /** A copy of the parameters. */
  Weights weights() {
    int gates = shape.cell().gates() * shape.hidden();
    List<Layer> layers = new ArrayList<>();
    for (int first = 0; first < recurrent(); first += PER_LAYER) {
      int inputs = (int) parameters.get(first).getShape().get(1);
      layers.add(
          new Layer(
              Matrices.transposed(floats(first), gates, inputs),
              Matrices.transposed(floats(first + 1), gates, shape.hidden()),
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
}
