package io.sluice.app;

import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the clock on the wall was set back. Kafka's clients go by it: their heartbeats, and
 * whether they may connect again, wait until it shows once more what it showed before, and the
 * group takes such a member for dead after every session. New clients do not know what it showed.
 */
final class ClockWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final long LOOK_EVERY_MS = 1000;

  /** A session outlasts less. */
  private static final long MIN_STEP_MS = 5000;

  private final String pipeline;
  private final InstantSource wall;
  private final LongSupplier steadyMillis;
  private final BooleanSupplier renew;
  private final ScheduledExecutorService executor;

  /** The most that the wall clock was ahead of the steady one since the clients are there. */
  private long ahead;

  /**
   * Watches once {@link #start}ed.
   *
   * @param steadyMillis a clock that is never set, ms
   * @param renew replaces the clients; false: not yet, it is tried again; when it throws, it is not
   */
  ClockWatch(
      String pipeline, InstantSource wall, LongSupplier steadyMillis, BooleanSupplier renew) {
    this.pipeline = pipeline;
    this.wall = wall;
    this.steadyMillis = steadyMillis;
    this.renew = renew;
    this.ahead = difference();
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "clock-" + pipeline);
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    var unused =
        executor.scheduleWithFixedDelay(
            this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** Looks at the clock once. */
  void look() {
    long difference = difference();
    if (ahead - difference < MIN_STEP_MS) {
      ahead = Math.max(ahead, difference);
      return;
    }
    long back = ahead - difference;
    try {
      if (renew.getAsBoolean()) {
        ahead = difference;
        LOG.warn("event=clock-set-back pipeline={} ms={}", pipeline, back);
      }
    } catch (RuntimeException e) {
      ahead = difference; // those that are not replaced join anew after each session
      LOG.warn("event=clock-set-back pipeline={} ms={} clients=\"not renewed\"", pipeline, back, e);
    }
  }

  private long difference() {
    return wall.millis() - steadyMillis.getAsLong();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
