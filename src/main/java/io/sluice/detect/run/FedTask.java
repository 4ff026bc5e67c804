package io.sluice.detect.run;

import io.sluice.event.Event;
import io.sluice.metrics.PipelineCounts;
import org.apache.kafka.common.utils.Bytes;

/** What a history is fed to: the one task of a pipeline, without a broker. */
public interface FedTask extends AutoCloseable {
  /**
   * Takes an event into its window, unless it is late.
   *
   * @param event with the time of its source partition, which decides whether it is late
   */
  void add(Bytes key, Event event);

  /**
   * Closes the windows that a time has passed, as the service does when all source partitions have
   * come to it.
   *
   * @param time epoch ms
   */
  void advance(long time);

  /**
   * The history is over.
   *
   * @param time at which its last window is closed, epoch ms
   */
  default void finish(long time) {
    advance(time);
  }

  /** What was counted. */
  PipelineCounts counts();

  /** Releases the model's buffers. */
  @Override
  void close();
}
