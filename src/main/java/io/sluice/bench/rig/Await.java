package io.sluice.bench.rig;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** Waits for an application, and no longer than it lives. */
public final class Await {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final long START_POLL_NANOS = 1_000_000;
  private static final long END_POLL_NANOS = 20_000_000;

  private Await() {}

  /** Waits until the tasks run. */
  public static void running(Supplier<KafkaStreams.State> state) {
    await(state, () -> state.get() == KafkaStreams.State.RUNNING, START_POLL_NANOS);
  }

  /**
   * Waits until {@code done} and returns how long it took.
   *
   * @throws IllegalStateException when the application stops before, the thread is interrupted, or
   *     half an hour has passed
   */
  public static double seconds(Supplier<KafkaStreams.State> state, BooleanSupplier done) {
    long start = System.nanoTime();
    await(state, done, END_POLL_NANOS);
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * Fails when an application has stopped.
   *
   * @throws IllegalStateException when it has
   */
  public static void requireAlive(KafkaStreams.State state) {
    if (!state.hasNotStarted() && !state.isRunningOrRebalancing()) {
      throw new IllegalStateException("the application stopped: " + state);
    }
  }

  /**
   * Waits so long.
   *
   * @throws IllegalStateException when the thread is interrupted
   */
  public static void nanos(long nanos) {
    LockSupport.parkNanos(nanos);
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("interrupted");
    }
  }

  private static void await(
      Supplier<KafkaStreams.State> state, BooleanSupplier done, long pollNanos) {
    long start = System.nanoTime();
    while (!done.getAsBoolean()) {
      requireAlive(state.get());
      nanos(pollNanos);
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new IllegalStateException("not done after " + LIMIT.toMinutes() + " minutes");
      }
    }
  }
}
