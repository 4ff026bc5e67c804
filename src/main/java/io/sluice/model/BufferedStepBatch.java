package io.sluice.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A batch with buffers of its own, in the machine's byte order, zero at first. */
public abstract class BufferedStepBatch implements StepBatch {
  private final FloatBuffer x;
  private final FloatBuffer state;
  private final FloatBuffer quantiles;
  private final FloatBuffer nextState;

  /**
   * Allocates the buffers.
   *
   * @param rows how many there is room for, at least the batch's capacity
   * @throws ArithmeticException when one of the buffers would take more than 2 GiB
   */
  protected BufferedStepBatch(ModelContract contract, int rows) {
    x = allocate(rows, contract.features().size());
    state = allocate(rows, contract.stateSize());
    quantiles = allocate(rows, contract.outputSize());
    nextState = allocate(rows, contract.stateSize());
  }

  private static FloatBuffer allocate(int rows, int width) {
    int floats = Math.multiplyExact(rows, width);
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public final FloatBuffer x() {
    return x;
  }

  @Override
  public final FloatBuffer state() {
    return state;
  }

  @Override
  public final FloatBuffer quantiles() {
    return quantiles;
  }

  @Override
  public final FloatBuffer nextState() {
    return nextState;
  }
}
