package io.sluice.model.token;

import io.sluice.model.Model;
import io.sluice.model.StepException;

/**
 * A loaded model of events. Shared by all threads; each thread steps through a batch of its own.
 */
public interface TokenModel extends Model {
  @Override
  TokenContract contract();

  /**
   * Buffers for one thread.
   *
   * @param capacity the most rows that one run will step, at least 1
   * @throws IllegalStateException when the model has no network
   */
  TokenBatch newBatch(int capacity);

  @Override
  default void warmUp(int rows) throws StepException {
    if (contract().hasNetwork()) {
      try (TokenBatch batch = newBatch(rows)) {
        batch.run(rows);
      }
    }
  }
}
