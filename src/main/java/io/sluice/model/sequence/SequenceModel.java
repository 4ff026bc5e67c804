package io.sluice.model.sequence;

import io.sluice.model.StepException;

/** A loaded whole-sequence model. */
public interface SequenceModel extends AutoCloseable {
  SequenceContract contract();

  /**
   * Runs sequences of one length side by side.
   *
   * @param x {@code [sequences, steps, features]}
   * @return {@code [sequences, steps, levels]}: what each window's own value may be, in the
   *     scaler's unit
   * @throws StepException when the model fails or gives what is not finite
   */
  float[] run(float[] x, int sequences, int steps) throws StepException;

  @Override
  void close();
}
