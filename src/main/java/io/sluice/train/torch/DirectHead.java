package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.Weights;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.util.ArrayList;
import java.util.List;

/** A linear output with weights of its own for each step, perhaps behind one dense layer. */
final class DirectHead implements Head {
  private final ModelSpec spec;
  private final NDList parameters = new NDList();

  DirectHead(NDManager manager, ModelSpec spec, List<Dense> weights) {
    this.spec = spec;
    for (Dense dense : weights) {
      int columns = dense.bias().length;
      parameters.add(
          Parameters.create(
              manager, dense.matrix(), new Shape(dense.matrix().length / columns, columns)));
      parameters.add(Parameters.create(manager, dense.bias(), new Shape(columns)));
    }
  }

  @Override
  public NDList parameters() {
    return parameters;
  }

  @Override
  public NDArray raw(NDArray h, NDArray x) {
    HeadActivation activation = spec.architecture().head();
    NDArray last = activation == HeadActivation.NONE ? h : Head.activate(activation, dense(h, 0));
    return dense(last, parameters.size() - 2).reshape(-1, spec.levels().size());
  }

  private NDArray dense(NDArray input, int parameter) {
    return input.matMul(parameters.get(parameter)).add(parameters.get(parameter + 1));
  }

  @Override
  public Weights weights(List<Layer> layers, float[] initialState) {
    List<Dense> dense = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i += 2) {
      dense.add(new Dense(parameters.get(i).toFloatArray(), parameters.get(i + 1).toFloatArray()));
    }
    return new Weights(layers, dense, initialState);
  }
}
