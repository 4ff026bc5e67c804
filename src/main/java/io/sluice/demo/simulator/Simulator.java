package io.sluice.demo.simulator;

import java.util.List;
import java.util.function.Consumer;

/**
 * A small world that produces events in event time, and now and then has a fault. The same seed
 * gives the same events and faults. Not thread-safe.
 */
public interface Simulator {
  /** The series keys, in a fixed order. */
  List<String> keys();

  /** Event time up to which (exclusive) events have been produced, epoch ms. */
  long now();

  /**
   * Event time before which there are no faults, epoch ms: the history on which a detector settles.
   */
  long healthyUntil();

  /** Produces the events from {@link #now} to {@code until} (exclusive), oldest first. */
  void advance(long until, Consumer<SimulatedEvent> events);

  /** The faults that have begun before {@link #now}, oldest first. */
  List<Fault> faults();
}
