package io.sluice.demo.simulator;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A small world that produces events in event time, tick by tick, and now and then has a fault. The
 * same seed gives the same events and faults. Not thread-safe.
 */
public abstract class Simulator {
  private final long tick;
  private final long healthyUntil;
  private long now;

  /**
   * A world before its first tick.
   *
   * @param start epoch ms
   * @param history how long from then on there are no faults
   */
  Simulator(long start, Duration history, Duration tick) {
    this.now = start;
    this.healthyUntil = start + history.toMillis();
    this.tick = tick.toMillis();
  }

  /** The series keys, in a fixed order. */
  public abstract List<String> keys();

  /** What breaks when. */
  abstract FaultSchedule schedule();

  /** Produces the events of the tick that begins now; its faults have begun. */
  abstract void tick(Consumer<SimulatedEvent> events);

  /** Event time up to which (exclusive) events have been produced, epoch ms. */
  public final long now() {
    return now;
  }

  /**
   * Event time before which there are no faults, epoch ms: the history on which a detector settles.
   */
  public final long healthyUntil() {
    return healthyUntil;
  }

  /**
   * Produces the events of the whole ticks from {@link #now} to {@code until} (exclusive), oldest
   * first.
   */
  public final void advance(long until, Consumer<SimulatedEvent> events) {
    while (now + tick <= until) {
      schedule().advance(now + tick);
      tick(events);
      now += tick;
    }
  }

  /** The faults that have begun before {@link #now}, oldest first. */
  public final List<Fault> faults() {
    return schedule().begun();
  }
}
