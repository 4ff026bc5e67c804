package io.sluice.web;

import io.sluice.config.http.Token;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bearer token as it stands in its file, which is looked at every two seconds. When it has
 * changed, and stayed the same for one look, clients have to show the new one from then on. One
 * that cannot be used is logged once, and the old one goes on.
 */
final class WatchedToken implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedToken.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Token token;
  private final @Nullable ScheduledExecutorService watch;
  private volatile BearerToken shown;
  private Look used;
  private Look seen;

  /** What stands there, or why that is of no use; one of the two is empty. */
  private record Look(String text, String problem) {
    static Look at(Token token) {
      try {
        return new Look(token.read(), "");
      } catch (IllegalStateException e) {
        return new Look("", "" + e.getMessage());
      }
    }
  }

  WatchedToken(Token token) {
    this.token = token;
    this.shown = new BearerToken(token.text());
    this.used = new Look(token.text(), "");
    this.seen = used;
    this.watch = token.mayChange() ? watch() : null;
  }

  private ScheduledExecutorService watch() {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread one = new Thread(task, "sluice-http-token");
              one.setDaemon(true);
              return one;
            });
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return thread;
  }

  /** Whether a header shows it. */
  boolean isShownBy(@Nullable String authorization) {
    return shown.isShownBy(authorization);
  }

  private void look() {
    Look now = Look.at(token);
    if (!now.equals(seen)) {
      seen = now;
    } else if (!now.equals(used)) {
      used = now;
      take(now);
    }
  }

  private void take(Look now) {
    if (now.problem.isEmpty()) {
      shown = new BearerToken(now.text);
      LOG.info("event=token-reloaded");
    } else {
      LOG.warn("event=token-refused reason=\"http.token: {}\"", now.problem);
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.shutdownNow();
    }
  }
}
