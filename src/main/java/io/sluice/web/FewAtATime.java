package io.sluice.web;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A page that is made for a few requests at a time; one that waits too long is asked to come back.
 */
final class FewAtATime implements Supplier<Reply> {
  private static final int FEW = 4;
  private static final int PATIENCE_SECONDS = 5;

  private final Semaphore places = new Semaphore(FEW);
  private final Supplier<Reply> page;

  FewAtATime(Supplier<Reply> page) {
    this.page = page;
  }

  @Override
  public Reply get() {
    try {
      if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return Reply.text(503, "too many requests at once");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.text(503, "stopping");
    }
    try {
      return page.get();
    } finally {
      places.release();
    }
  }
}
