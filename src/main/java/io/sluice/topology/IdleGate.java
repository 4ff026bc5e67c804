package io.sluice.topology;

/** Tells a silent partition from one that cannot be read. */
@FunctionalInterface
public interface IdleGate {
  /**
   * Whether the broker has just confirmed that the task of a partition has read all there is.
   *
   * @param partition partition of the topic that feeds the windows
   */
  boolean isCaughtUp(int partition);
}
