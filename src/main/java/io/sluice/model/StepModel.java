package io.sluice.model;

/** A loaded step model; each thread steps through a batch of its own. */
public interface StepModel extends Model {
  @Override
  ModelContract contract();

  /**
   * Buffers for one thread.
   *
   * @param capacity the most rows that one run will step, at least 1
   */
  StepBatch newBatch(int capacity);

  @Override
  default void warmUp(int rows) throws StepException {
    try (StepBatch batch = newBatch(rows)) {
      batch.run(rows);
    }
  }
}
