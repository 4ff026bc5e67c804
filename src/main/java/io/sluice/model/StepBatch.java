package io.sluice.model;

import java.nio.FloatBuffer;

/**
 * The input and output rows of one model run. Buffers are row-major, direct, reused from run to
 * run, and read and written by absolute index. Not thread-safe.
 */
public interface StepBatch extends AutoCloseable {
  /** Input, {@code capacity * features} floats. */
  FloatBuffer x();

  /** Input, {@code capacity * stateSize} floats. */
  FloatBuffer state();

  /** Output of the last run, {@code capacity * targets * horizon * levels} floats. */
  FloatBuffer quantiles();

  /** Output of the last run, {@code capacity * stateSize} floats. */
  FloatBuffer nextState();

  /**
   * Steps the first {@code rows} rows. A row's result does not depend on the other rows.
   *
   * @param rows 1 to the batch's capacity
   * @throws StepException when the model fails; the inputs are unchanged
   */
  void run(int rows) throws StepException;

  @Override
  void close();
}
