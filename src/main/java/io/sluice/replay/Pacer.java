package io.sluice.replay;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Decides when the next row is published. */
public interface Pacer {
  /** No waiting. */
  Pacer NONE = eventTime -> {};

  /** The event time of a row that has none. */
  long UNKNOWN = -1;

  /**
   * Waits until the next row is due.
   *
   * @param eventTime the row's event time, epoch ms, or {@link #UNKNOWN}
   */
  void await(long eventTime);

  /**
   * A steady number of rows per second.
   *
   * @param perSecond greater than 0
   */
  static Pacer rate(double perSecond) {
    return new Paced(perSecond, 0, System::nanoTime, LockSupport::parkNanos);
  }

  /**
   * The pace of event time, faster or slower by a factor. A row that lies behind an earlier one is
   * due at once.
   *
   * @param factor event time per wall time, greater than 0
   */
  static Pacer speedup(double factor) {
    return new Paced(0, factor, System::nanoTime, LockSupport::parkNanos);
  }

  /** Both kinds: rows are due at an offset from the first. */
  final class Paced implements Pacer {
    private final double perSecond;
    private final double factor;
    private final LongSupplier clock;
    private final LongConsumer sleep;
    private long rows;
    private long startNanos;
    private long firstEventTime = UNKNOWN;

    Paced(double perSecond, double factor, LongSupplier clock, LongConsumer sleep) {
      this.perSecond = perSecond;
      this.factor = factor;
      this.clock = clock;
      this.sleep = sleep;
    }

    @Override
    public void await(long eventTime) {
      if (rows == 0) {
        startNanos = clock.getAsLong();
      }
      double seconds = factor > 0 ? secondsOf(eventTime) : rows / perSecond;
      rows++;
      long due = startNanos + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
      long wait = due - clock.getAsLong();
      while (wait > 0 && !Thread.currentThread().isInterrupted()) {
        sleep.accept(wait);
        wait = due - clock.getAsLong();
      }
    }

    private double secondsOf(long eventTime) {
      if (eventTime == UNKNOWN) {
        return 0;
      }
      if (firstEventTime == UNKNOWN) {
        firstEventTime = eventTime;
        startNanos = clock.getAsLong();
      }
      return (eventTime - firstEventTime) / 1000.0 / factor;
    }
  }
}
