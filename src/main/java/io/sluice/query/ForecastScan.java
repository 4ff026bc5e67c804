package io.sluice.query;

import io.sluice.config.PipelineConfig;
import io.sluice.live.LivePoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Reads windows of a key from the forecasts topic: from the one partition that has them, over the
 * time that is asked for, and no longer or further than the limits allow. Two scans at a time.
 */
final class ForecastScan {
  private static final int AT_A_TIME = 2;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int ANSWER_MS = 3000;
  private static final int RETRY_AFTER = 5;

  /**
   * How far a scan goes.
   *
   * @param records of any key
   * @param bytes of their values
   */
  record Limits(long records, long bytes, Duration time) {
    static final Limits DEFAULT = new Limits(500_000, 64L << 20, Duration.ofSeconds(5));
  }

  private final PipelineConfig config;
  private final Map<String, String> kafka;
  private final Limits limits;
  private final Semaphore places = new Semaphore(AT_A_TIME);

  ForecastScan(PipelineConfig config, Map<String, String> kafka, Limits limits) {
    this.config = config;
    this.kafka = Map.copyOf(kafka);
    this.limits = limits;
  }

  /**
   * The windows of a key that end after one time and not after another.
   *
   * @param most windows
   * @throws NotNow when too many ask, or the broker does not answer
   */
  History read(Bytes key, long after, long through, int most) {
    if (!places.tryAcquire()) {
      throw NotNow.crowded("the history is read for " + AT_A_TIME + " others at the moment");
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return new Pass(consumer, key, after, through, most).run();
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      throw NotNow.busy("the service stops", RETRY_AFTER);
    } catch (KafkaException e) {
      throw NotNow.busy("the forecasts topic cannot be read: " + e.getMessage(), RETRY_AFTER);
    } finally {
      places.release();
    }
  }

  /** How many may begin. */
  int places() {
    return places.availablePermits();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.remove("group.id");
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    properties.put("allow.auto.create.topics", false);
    properties.put("auto.offset.reset", "earliest");
    properties.put("default.api.timeout.ms", ANSWER_MS);
    properties.put("request.timeout.ms", ANSWER_MS);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** One scan. */
  private final class Pass {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final byte[] key;
    private final long after;
    private final long through;
    private final int most;
    private final List<LivePoint> points = new ArrayList<>();
    private @Nullable PublishedWindow before;
    private long scanned;
    private long bytes;
    private long time;

    Pass(KafkaConsumer<byte[], byte[]> consumer, Bytes key, long after, long through, int most) {
      this.consumer = consumer;
      this.key = key.get();
      this.after = after;
      this.through = through;
      this.most = most;
    }

    History run() {
      String topic = config.topics().forecasts();
      int partitions = consumer.partitionsFor(topic).size();
      TopicPartition partition =
          new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % partitions);
      consumer.assign(List.of(partition));
      long windowBefore = Math.max(0, after - config.window().size().toMillis());
      OffsetAndTimestamp first =
          consumer.offsetsForTimes(Map.of(partition, windowBefore)).get(partition);
      if (first == null) {
        return new History(List.of(), null, 0);
      }
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      consumer.seek(partition, first.offset());
      return new History(points, scan(partition, end), scanned);
    }

    /** Returns why it was cut; null: it was not. */
    private @Nullable String scan(TopicPartition partition, long end) {
      long deadline = System.nanoTime() + limits.time().toNanos();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          time = record.timestamp();
          if (time > through) {
            return null;
          }
          if (points.size() == most) {
            return cut("there are more than %,d windows".formatted(most));
          }
          take(record);
        }
        if (scanned >= limits.records() || bytes >= limits.bytes()) {
          return cut("%,d records of %,d bytes were read".formatted(scanned, bytes));
        }
        if (System.nanoTime() > deadline) {
          return cut("it took longer than " + limits.time().toMillis() + " ms");
        }
      }
      return null;
    }

    private String cut(String why) {
      return why + "; it has come to " + Instant.ofEpochMilli(time);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      scanned++;
      bytes += record.value() == null ? 0 : record.value().length;
      if (record.value() == null || !Arrays.equals(record.key(), key)) {
        return;
      }
      try {
        PublishedWindow window = PublishedWindow.parse(record.value(), config.targets());
        if (window.end > after && window.end <= through) {
          points.add(point(window));
        }
        before = window;
      } catch (IOException e) {
        before = null; // whoever wrote it, it is no forecast
      }
    }

    private LivePoint point(PublishedWindow window) {
      List<LivePoint.Value> values = new ArrayList<>();
      PublishedWindow last = before != null && before.nextEnd == window.end ? before : null;
      for (int i = 0; i < config.targets().size(); i++) {
        values.add(
            new LivePoint.Value(
                window.observed[i],
                last == null ? Double.NaN : last.lower(i),
                last == null ? Double.NaN : last.median(i),
                last == null ? Double.NaN : last.upper(i)));
      }
      return new LivePoint(window.end, window.score, values);
    }
  }
}
