package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.sluice.train.gru.GruWeights;
import io.sluice.train.gru.GruWeights.Layer;
import io.sluice.train.gru.ModelSpec;
import io.sluice.train.gru.OnnxExporter;
import io.sluice.train.gru.QuantileSums;
import java.util.ArrayList;
import java.util.List;

/**
 * The network that {@link OnnxExporter} writes, in PyTorch and over whole sequences. Not
 * thread-safe.
 */
final class GruNetwork {
  /** Arrays per layer, in PyTorch's order: input and state matrix, input and state bias. */
  private static final int PER_LAYER = 4;

  private final ModelSpec spec;
  private final NDList parameters = new NDList();
  private final NDArray sums;

  GruNetwork(NDManager manager, ModelSpec spec, GruWeights weights) {
    this.spec = spec;
    int gates = 3 * spec.hidden();
    for (int layer = 0; layer < spec.layers(); layer++) {
      Layer from = weights.layers().get(layer);
      int inputs = spec.inputs(layer);
      add(manager, transposed(from.input(), inputs, gates), new Shape(gates, inputs));
      add(manager, transposed(from.state(), spec.hidden(), gates), new Shape(gates, spec.hidden()));
      add(manager, from.inputBias(), new Shape(gates));
      add(manager, from.stateBias(), new Shape(gates));
    }
    add(manager, weights.head(), new Shape(spec.hidden(), spec.headColumns()));
    add(manager, weights.headBias(), new Shape(spec.headColumns()));
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
  void follow(GruNetwork other, double share) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (int i = 0; i < parameters.size(); i++) {
        NDArray own = parameters.get(i).stopGradient();
        NDArray gap = other.parameters.get(i).stopGradient().sub(own);
        own.addi(gap.muli((float) share));
      }
    }
  }

  /** The state of a sequence that begins: {@code [layers, batch, hidden]} zeros. */
  NDArray zeroState(NDManager manager, int batch) {
    return manager.zeros(new Shape(spec.layers(), batch, spec.hidden()));
  }

  /**
   * Steps through sequences.
   *
   * @param x {@code [batch, steps, features]}
   * @param state {@code [layers, batch, hidden]}
   * @return quantiles {@code [batch * steps * targets * horizon, levels]} and the next state
   */
  NDList forward(NDArray x, NDArray state) {
    int recurrent = spec.layers() * PER_LAYER;
    NDList stepped =
        x.getNDArrayInternal()
            .gru(
                x,
                state,
                parameters.subNDList(0, recurrent),
                true,
                spec.layers(),
                0,
                true,
                false,
                true);
    NDArray raw =
        stepped
            .get(0)
            .matMul(parameters.get(recurrent))
            .add(parameters.get(recurrent + 1))
            .reshape(-1, spec.levels().size());
    NDArray increments = raw.get(":, 1:").getNDArrayInternal().softPlus();
    return new NDList(increments.matMul(sums).add(raw.get(":, :1")), stepped.get(1));
  }

  /** A copy of the parameters. */
  GruWeights weights() {
    int gates = 3 * spec.hidden();
    List<Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < spec.layers(); layer++) {
      int first = layer * PER_LAYER;
      layers.add(
          new Layer(
              transposed(floats(first), gates, spec.inputs(layer)),
              transposed(floats(first + 1), gates, spec.hidden()),
              floats(first + 2),
              floats(first + 3)));
    }
    int head = spec.layers() * PER_LAYER;
    return new GruWeights(layers, floats(head), floats(head + 1));
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
