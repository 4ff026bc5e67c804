package io.sluice.history;

import io.sluice.broker.BrokerException;
import io.sluice.broker.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic, from its earliest offset to where it ended when the reading began: committed records
 * only. It belongs to no consumer group and leaves no trace on the broker.
 */
public final class TopicHistory implements History {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, String> kafka;
  private final String topic;
  private final Duration patience;

  /**
   * A topic; the broker is first asked when it is read.
   *
   * @param kafka client properties, {@code bootstrap.servers} among them
   * @param patience how long the broker may say nothing
   */
  public TopicHistory(Map<String, String> kafka, String topic, Duration patience) {
    this.kafka = Map.copyOf(kafka);
    this.topic = topic;
    this.patience = patience;
  }

  @Override
  public void read(Handler handler) {
    List<TopicPartition> partitions = partitions();
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.remove("group.id");
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
    properties.put("default.api.timeout.ms", (int) patience.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      new Pass(consumer, partitions).run(handler);
    } catch (KafkaException e) {
      throw new BrokerException("cannot read topic " + topic + ": " + e.getMessage(), e);
    }
  }

  private List<TopicPartition> partitions() {
    try (Topics topics = new Topics(kafka, patience)) {
      int count =
          topics
              .partitions(topic, AclOperation.READ)
              .orElseThrow(() -> new BrokerException("there is no topic " + topic));
      List<TopicPartition> partitions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        partitions.add(new TopicPartition(topic, i));
      }
      return partitions;
    }
  }

  @Override
  public String place(int partition, long offset) {
    return "%s-%d, offset %d".formatted(topic, partition, offset);
  }

  @Override
  public String name() {
    return topic;
  }

  /** One pass over the topic. */
  private final class Pass {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final Set<TopicPartition> open;
    private final long begin;
    private final long total;
    private long done;

    Pass(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
      this.consumer = consumer;
      this.ends = consumer.endOffsets(partitions);
      this.open = new HashSet<>(partitions);
      this.begin = sum(consumer.beginningOffsets(partitions));
      this.total = sum(ends) - begin;
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
      return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    void run(Handler handler) {
      long moved = System.nanoTime();
      advance();
      while (!open.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          hand(record, handler);
        }
        if (advance()) {
          moved = System.nanoTime();
        } else if (System.nanoTime() - moved > patience.toNanos()) {
          throw new BrokerException(
              "cannot read topic %s: no records arrived for %d s, after %,d of %,d offsets"
                  .formatted(topic, patience.toSeconds(), done, total));
        }
      }
    }

    private void hand(ConsumerRecord<byte[], byte[]> record, Handler handler) {
      if (record.offset() < end(new TopicPartition(topic, record.partition()))) {
        handler.accept(
            record,
            () -> place(record.partition(), record.offset()),
            Math.min(1, (double) done / total));
      }
    }

    private long end(TopicPartition partition) {
      return ends.getOrDefault(partition, 0L);
    }

    /** Leaves the partitions that are read to their ends. Returns whether any has moved. */
    private boolean advance() {
      long position = 0;
      Set<TopicPartition> read = new HashSet<>();
      for (TopicPartition partition : ends.keySet()) {
        long at = consumer.position(partition);
        position += at;
        if (at >= end(partition)) {
          read.add(partition);
        }
      }
      open.removeAll(read);
      consumer.pause(read);
      boolean moved = position - begin > done;
      done = Math.max(done, position - begin);
      return moved;
    }
  }
}
