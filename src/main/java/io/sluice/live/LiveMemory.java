package io.sluice.live;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that the series of all pipelines may take. Thread-safe. */
public final class LiveMemory {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /** So many bytes. */
  public LiveMemory(long most) {
    this.most = most;
  }

  /** Takes bytes, if so many are left. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Takes bytes that can be done without: an eighth stays free for series that begin. */
  boolean takeSpare(long bytes) {
    if (taken.addAndGet(bytes) <= most - most / 8) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Takes bytes that are needed in any case, or gives some back. */
  void add(long bytes) {
    taken.addAndGet(bytes);
  }

  /** Bytes that are taken. */
  public long taken() {
    return taken.get();
  }
}
