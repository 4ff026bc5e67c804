package io.sluice.model.token;

/**
 * A loaded model of events. Shared by all threads; each thread steps through a batch of its own.
 */
public interface TokenModel extends AutoCloseable {
  TokenContract contract();

  /**
   * Buffers for one thread.
   *
   * @param capacity the most rows that one run will step, at least 1
   * @throws IllegalStateException when the model has no network
   */
  TokenBatch newBatch(int capacity);

  /**
   * Ends the runs that are under way and has none begin again: what would run throws
   * IllegalStateException. For the end of a process that cannot wait for them.
   */
  default void stop() {}

  /** Nobody may run it any more, or have a run under way. */
  @Override
  void close();
}
