package io.sluice.model;

/** A loaded step model. Shared by all threads; each thread steps through a batch of its own. */
public interface StepModel extends AutoCloseable {
  ModelContract contract();

  /**
   * Buffers for one thread.
   *
   * @param capacity the most rows that one run will step, at least 1
   */
  StepBatch newBatch(int capacity);

  @Override
  void close();
}
