package io.sluice.bench.rig;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * How late a thread goes on that does nothing but wake every millisecond: what the pauses of the
 * collector and the wait for a core alone cost anybody in this process. One that is late by many
 * milliseconds counts for each of them, as a question would that came then.
 */
public final class Stalls implements AutoCloseable {
  private static final long EVERY_NANOS = 1_000_000;

  private final Thread thread = new Thread(this::run, "sluice-bench-stalls");
  private long[] nanos = new long[1024];
  private int count;
  private volatile boolean isOver;

  /** Begins. */
  public Stalls() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!isOver) {
      long begun = System.nanoTime();
      LockSupport.parkNanos(EVERY_NANOS);
      long late = Math.max(0, System.nanoTime() - begun - EVERY_NANOS);
      add(late);
      for (long left = late - EVERY_NANOS; left > 0; left -= EVERY_NANOS) {
        add(left);
      }
    }
  }

  private void add(long late) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = late;
  }

  /** Ends, and says by how much it was late, ns; at least one. */
  public long[] end() {
    close();
    return Arrays.copyOf(nanos, count);
  }

  @Override
  public void close() {
    isOver = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
