package io.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.oracle.Load;
import io.sluice.replay.SourcePublisher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends a {@link Load} to the source topic, a step at every pace from its start to its close. */
final class Feed implements AutoCloseable {
  /** Longer than two days in a row on which nothing is expected, and than any key lives. */
  private static final Duration END = Duration.ofDays(4);

  private final Cluster cluster;
  private final Load load;
  private final Duration pace;
  private final Thread thread = new Thread(this::produce, "load");
  private final AtomicInteger newcomers = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean open = true;

  Feed(Cluster cluster, Load load, Duration pace) {
    this.cluster = cluster;
    this.load = load;
    this.pace = pace;
  }

  /** Sends so many steps at once, before the start. */
  void backlog(int steps) {
    try (SourcePublisher publisher = publisher()) {
      for (int i = 0; i < steps; i++) {
        step(publisher, 0);
      }
    }
  }

  Feed start() {
    thread.start();
    return this;
  }

  /** Adds so many keys that come once, with the next step. */
  void burst(int keys) {
    newcomers.set(keys);
  }

  private void produce() {
    try (SourcePublisher publisher = publisher()) {
      while (open) {
        step(publisher, newcomers.getAndSet(0));
        LockSupport.parkNanos(pace.toNanos());
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void step(SourcePublisher publisher, int bursting) {
    for (Load.Message message : load.next(bursting)) {
      publisher.publish(message.key.getBytes(StandardCharsets.UTF_8), message.value, null);
    }
    publisher.flush();
  }

  /** Whether what it sends has reached the broker so far. */
  boolean isWell() {
    return failure.get() == null;
  }

  private SourcePublisher publisher() {
    return new SourcePublisher(cluster.client(), Cluster.SOURCE);
  }

  /** Closes every window and ends every key, after the last record has been sent. */
  void end() {
    assertThat(failure.get()).isNull();
    try (SourcePublisher publisher = publisher()) {
      publisher.watermark(load.time() + END.toMillis());
    }
  }

  @Override
  public void close() {
    open = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
