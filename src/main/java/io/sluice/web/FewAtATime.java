package io.sluice.web;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page that is made for a few requests at a time; one that waits too long, or finds too many
 * waiting, is asked to come back.
 */
final class FewAtATime implements Function<@Nullable String, Reply> {
  private static final int FEW = 4;
  private static final int PATIENCE_SECONDS = 5;
  private static final String TOO_MANY = "too many requests at once";

  /** Who waits holds a thread. */
  private static final int WAITING = 16;

  private final Semaphore places = new Semaphore(FEW);
  private final Semaphore seats = new Semaphore(FEW + WAITING);
  private final Function<@Nullable String, Reply> page;

  /** A page that is made of the header {@code Accept}; null: the client sent none. */
  FewAtATime(Function<@Nullable String, Reply> page) {
    this.page = page;
  }

  @Override
  public Reply apply(@Nullable String accept) {
    if (!seats.tryAcquire()) {
      return Reply.text(503, TOO_MANY);
    }
    try {
      return seated(accept);
    } finally {
      seats.release();
    }
  }

  private Reply seated(@Nullable String accept) {
    try {
      if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return Reply.text(503, TOO_MANY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.text(503, "stopping");
    }
    try {
      return page.apply(accept);
    } finally {
      places.release();
    }
  }
}
