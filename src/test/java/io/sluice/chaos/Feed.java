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

/** Sends a {@link Load} to the source topic, a step at every pace, until it is closed. */
final class Feed implements AutoCloseable {
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
    thread.start();
  }

  /** Adds so many keys that come once, with the next step. */
  void burst(int keys) {
    newcomers.set(keys);
  }

  private void produce() {
    try (SourcePublisher publisher = new SourcePublisher(cluster.client(), Cluster.SOURCE)) {
      while (open) {
        for (Load.Message message : load.next(newcomers.getAndSet(0))) {
          publisher.publish(message.key.getBytes(StandardCharsets.UTF_8), message.value, null);
        }
        publisher.flush();
        LockSupport.parkNanos(pace.toNanos());
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  /** Closes every window, after the last record has been sent. */
  void end() {
    assertThat(failure.get()).isNull();
    try (SourcePublisher publisher = new SourcePublisher(cluster.client(), Cluster.SOURCE)) {
      publisher.watermark(load.time() + Duration.ofDays(1).toMillis());
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
