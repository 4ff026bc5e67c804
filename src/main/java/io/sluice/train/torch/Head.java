package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.Weights;
import io.sluice.train.network.Weights.Layer;
import java.util.List;

/** What stands on the recurrent layers: from hidden states to medians and raw increments. */
interface Head {
  /** The arrays that training changes. */
  NDList parameters();

  /**
   * Medians and raw increments.
   *
   * @param h hidden states {@code [batch, steps, hidden]}
   * @param x the inputs that they are of, {@code [batch, steps, features]}
   * @return {@code [batch * steps * targets * horizon, levels]}, the median first
   */
  NDArray raw(NDArray h, NDArray x);

  /** A copy of the parameters, on these layers. */
  Weights weights(List<Layer> layers, float[] initialState);

  /** {@code inner} are all pieces of each unit side by side, along the last axis. */
  static NDArray activate(HeadActivation activation, NDArray inner) {
    return switch (activation) {
      case NONE -> inner;
      case RELU -> inner.getNDArrayInternal().relu();
      case LEAKY_RELU -> inner.getNDArrayInternal().leakyRelu(HeadActivation.LEAK);
      case MAXOUT -> {
        NDList pieces = inner.split(2, inner.getShape().dimension() - 1);
        yield pieces.get(0).maximum(pieces.get(1));
      }
    };
  }
}
