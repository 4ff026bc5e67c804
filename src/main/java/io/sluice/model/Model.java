package io.sluice.model;

/** A loaded model that serves a pipeline. Shared by all threads. */
public interface Model extends AutoCloseable {
  /** Which one it is, and what it promises. */
  ModelIdentity contract();

  /**
   * Runs on rows of zeros, so that ONNX Runtime has what it needs before the first window.
   *
   * @throws StepException when the model fails on them
   */
  void warmUp(int rows) throws StepException;

  /**
   * Ends the runs that are under way and has none begin again: what would run throws
   * IllegalStateException. For the end of a process that cannot wait for them.
   */
  default void stop() {}

  /** Nobody may run it any more, or have a run under way. */
  @Override
  void close();
}
