package io.sluice.topology;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Has what a task says be read as soon as it is complete, rather than at the next regular commit. A
 * commit is of all tasks of the stream thread, and writes a marker to each partition that they
 * wrote to. So it waits until no task has asked for a moment, and commits keep a distance, which
 * grows with the partitions. Called by the stream thread alone.
 */
public final class PromptCommit implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final long QUIET_NANOS = Duration.ofMillis(10).toNanos();
  private static final long PATIENCE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LEAST_GAP_MS = 20;
  private static final long GAP_PER_PARTITION_MS = 5;

  /** What the tasks of a stream thread ask for together. A thread is of one pipeline. */
  private static final ThreadLocal<Wish> WISHES = ThreadLocal.withInitial(Wish::new);

  private final ProcessorContext<?, ?> context;
  private final long gapNanos;
  private @Nullable Cancellable lookout;

  private static final class Wish {
    long committed = System.nanoTime() - Duration.ofDays(1).toNanos();
    boolean isOpen;
    long first;
    long last;

    /** The task that looks when the time has come. */
    @Nullable PromptCommit keeper;

    void ask(long now) {
      if (!isOpen) {
        isOpen = true;
        first = now;
      }
      last = now;
    }

    boolean isDue(long now, long gap) {
      return now - committed >= gap && (now - last >= QUIET_NANOS || now - first >= PATIENCE_NANOS);
    }
  }

  /**
   * For a task.
   *
   * @param partitions the number of tasks
   */
  PromptCommit(ProcessorContext<?, ?> context, int partitions) {
    this.context = context;
    this.gapNanos =
        Duration.ofMillis(Math.max(LEAST_GAP_MS, GAP_PER_PARTITION_MS * partitions)).toNanos();
  }

  /** The calling thread's transaction has ended: what was asked for is done. */
  public static void ended() {
    Wish wish = WISHES.get();
    wish.isOpen = false;
    wish.committed = System.nanoTime();
  }

  /** Asks for a commit. */
  void request() {
    Wish wish = WISHES.get();
    wish.ask(System.nanoTime());
    if (wish.keeper == null) {
      wish.keeper = this;
      lookout = context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, wall -> look(wish));
    }
  }

  private void look(Wish wish) {
    if (wish.isOpen && wish.isDue(System.nanoTime(), gapNanos)) {
      ended();
      context.commit();
    }
    if (!wish.isOpen) {
      close();
    }
  }

  /** Looks no longer; what was asked for comes with the next commit. */
  @Override
  public void close() {
    if (lookout != null) {
      lookout.cancel();
      lookout = null;
      WISHES.get().keeper = null;
    }
  }
}
