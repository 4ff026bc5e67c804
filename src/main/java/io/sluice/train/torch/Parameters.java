package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Makes arrays that training changes. */
public final class Parameters {
  private Parameters() {}

  /** An array of these values. */
  public static NDArray create(NDManager manager, float[] values, Shape shape) {
    NDArray parameter = manager.create(values, shape);
    parameter.setRequiresGradient(true);
    return parameter;
  }
}
