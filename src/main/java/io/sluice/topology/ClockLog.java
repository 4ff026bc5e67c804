package io.sluice.topology;

import io.sluice.config.PipelineConfig;
import io.sluice.event.decode.time.EpochUnit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Says which clocks are wrong and who holds time: each of it at once, and then once a minute at
 * most, with how often it has happened since.
 */
final class ClockLog {
  private static final Logger LOG = LoggerFactory.getLogger(ClockLog.class);
  private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int SHOWN = 100;

  private final String pipeline;
  private final Level ofAhead;
  private final Rate ahead = new Rate();
  private final Rate future = new Rate();
  private final Rate doubtful = new Rate();
  private final Rate held = new Rate();

  ClockLog(PipelineConfig config) {
    this.pipeline = config.name();
    // Where events are tokens, keys may all be quiet but one: its clock is right.
    this.ofAhead = config.events() == null ? Level.WARN : Level.INFO;
  }

  /** A record would close windows, but no other key is there yet. */
  void ahead(Bytes key, RecordMetadata origin, long timestamp, long partitionTime) {
    ahead.happened(
        count ->
            LOG.atLevel(ofAhead)
                .log(
                    "event=clock-ahead pipeline={} partition={} offset={} key=\"{}\" timestamp={}"
                        + " partition-time={} count={}",
                    pipeline,
                    origin.partition(),
                    origin.offset(),
                    shown(key),
                    timestamp,
                    partitionTime,
                    count));
  }

  /** A record was dead-lettered because it is dated too far ahead of the wall clock. */
  void inFuture(int partition, long offset, String detail) {
    future.happened(
        count ->
            LOG.warn(
                "event=timestamp-in-future pipeline={} partition={} offset={} count={}"
                    + " detail=\"{}\"",
                pipeline,
                partition,
                offset,
                count,
                detail));
  }

  /** The time of a record looks like another unit than the configured one. */
  void doubtful(int partition, long offset, EpochUnit likely) {
    doubtful.happened(
        count ->
            LOG.warn(
                "event=timestamp-unit-doubtful pipeline={} partition={} offset={} count={}"
                    + " detail=\"times look like {}: source.timestamp.format should be {}\"",
                pipeline,
                partition,
                offset,
                count,
                likely,
                likely.format()));
  }

  /**
   * A source partition holds a task's time far behind another one's.
   *
   * @param behindMillis how far; {@link Long#MAX_VALUE}: nothing is known of it yet
   */
  void held(int task, int partition, long behindMillis) {
    held.happened(
        count ->
            LOG.info(
                "event=time-held pipeline={} partition={} by-source-partition={} behind-ms={}"
                    + " count={}",
                pipeline,
                task,
                partition,
                behindMillis == Long.MAX_VALUE ? "never-heard-of" : behindMillis,
                count));
  }

  /** A key is text from outside: cut, and with its quotes escaped; it has no control characters. */
  private static String shown(Bytes key) {
    String text = new String(key.get(), StandardCharsets.UTF_8);
    String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return cut.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static final class Rate {
    private long count;
    private long saidNanos;

    void happened(LongConsumer message) {
      long now = System.nanoTime();
      boolean isFirst = saidNanos == 0;
      count++;
      if (isFirst || now - saidNanos >= EVERY_NANOS) {
        message.accept(count);
        count = 0;
        saidNanos = now;
      }
    }
  }
}
