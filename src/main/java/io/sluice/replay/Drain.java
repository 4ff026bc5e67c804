package io.sluice.replay;

import io.sluice.app.PipelineApp;
import io.sluice.broker.BrokerException;
import io.sluice.metrics.PipelineCounts;
import io.sluice.window.Windows;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Waits until a pipeline has processed everything that was published to its source: every record
 * counted, and every window closed and stepped that the watermark closes, on every partition.
 */
public final class Drain {
  private static final Duration STALL = Duration.ofMinutes(2);
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

  private final PipelineApp app;
  private final PipelineCounts metrics;
  private final Windows windows;
  private final int partitions;
  private long records;
  private long closes = Long.MIN_VALUE;
  private OptionalLong watermark = OptionalLong.empty();

  /**
   * A wait that has nothing to wait for yet.
   *
   * @param partitions of the source
   */
  public Drain(PipelineApp app, PipelineCounts metrics, Windows windows, int partitions) {
    this.app = app;
    this.metrics = metrics;
    this.windows = windows;
    this.partitions = partitions;
  }

  /**
   * States what was published since the pipeline was started.
   *
   * @param count records
   * @param oldest event time of the oldest usable one, epoch ms
   * @param newest event time of the newest usable one that counts, epoch ms; negative: there is
   *     none
   * @param newestAllowed the latest time that the pipeline takes; where the end of the last window
   *     lies beyond it, that window stays open
   */
  public void expect(long count, long oldest, long newest, long newestAllowed) {
    records = count;
    if (newest < 0) {
      return;
    }
    long last = windows.endOf(newest) + windows.grace();
    if (last <= newestAllowed) {
      watermark = OptionalLong.of(last);
      closes = windows.endOf(newest);
    } else {
      watermark = OptionalLong.of(newest);
      closes =
          windows.closedThrough(newest) >= windows.endOf(oldest)
              ? windows.closedThrough(newest)
              : Long.MIN_VALUE;
    }
  }

  /** The end of the newest window that is waited for; {@link Long#MIN_VALUE}: none has records. */
  public long closes() {
    return closes;
  }

  /** The watermark to publish, epoch ms; empty when there is no usable record. */
  public OptionalLong watermark() {
    return watermark;
  }

  /**
   * Waits.
   *
   * @param whileWaiting is called now and then
   * @throws BrokerException when the pipeline has stopped, or makes no progress for two minutes
   */
  public void await(Runnable whileWaiting) {
    long moved = System.nanoTime();
    long last = -1;
    while (!isDone()) {
      KafkaStreams.State state = app.state();
      if (state.hasCompletedShutdown() || state == KafkaStreams.State.PENDING_ERROR) {
        throw new BrokerException(
            "pipeline " + app.config().name() + " has stopped: state " + state + ", see the log");
      }
      long steps = metrics.recordCount() + metrics.windowedCount() + metrics.windowsClosedCount();
      if (steps != last) {
        last = steps;
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > STALL.toNanos()) {
        throw new BrokerException(
            "pipeline %s has made no progress for %d s: %d of %d records"
                .formatted(app.config().name(), STALL.toSeconds(), metrics.recordCount(), records));
      }
      whileWaiting.run();
      LockSupport.parkNanos(POLL_NANOS);
    }
    whileWaiting.run();
  }

  private boolean isDone() {
    long through = metrics.accountedCount();
    if (metrics.recordCount() < records || through < records) {
      return false;
    }
    Collection<Long> drained = metrics.drainedThrough().values();
    return metrics.windowedCount() == 0
        || closes == Long.MIN_VALUE
        || (drained.size() == partitions && Collections.min(drained) >= closes);
  }
}
