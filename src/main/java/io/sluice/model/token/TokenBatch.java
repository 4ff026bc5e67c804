package io.sluice.model.token;

import io.sluice.model.StepException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * The input and output rows of one run of a model of events. Buffers are row-major, direct, reused
 * from run to run, and read and written by absolute index. Not thread-safe.
 */
public interface TokenBatch extends AutoCloseable {
  /** Input, {@code capacity} ids. */
  LongBuffer token();

  /** Input, {@code capacity * features} floats. */
  FloatBuffer x();

  /** Input, {@code capacity * stateSize} floats. */
  FloatBuffer state();

  /** Output of the last run, {@code capacity * vocabulary} floats. */
  FloatBuffer logits();

  /** Output of the last run, {@code capacity * bins} floats. */
  FloatBuffer delay();

  /** Output of the last run, {@code capacity * stateSize} floats. */
  FloatBuffer nextState();

  /** Output of the last run, {@code capacity * labels} floats. */
  FloatBuffer labelLogits();

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
