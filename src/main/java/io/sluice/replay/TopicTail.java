package io.sluice.replay;

import io.sluice.broker.BrokerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows topics on a thread of its own, from where they end when it is started: committed records
 * only, one after the other, in the order of each partition.
 */
public final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Takes a record; called by the one thread of the tail. */
  public interface Handler {
    void accept(ConsumerRecord<byte[], byte[]> record) throws IOException;
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Handler handler;
  private final List<TopicPartition> partitions = new ArrayList<>();
  private final FutureTask<Void> task;
  private volatile boolean finishing;
  private volatile boolean closed;

  private TopicTail(Map<String, String> kafka, Collection<String> topics, Handler handler) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.handler = handler;
    for (String topic : topics) {
      for (PartitionInfo partition : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
    }
    consumer.assign(partitions);
    consumer.endOffsets(partitions).forEach(consumer::seek);
    this.task = new FutureTask<>(this::follow, null);
  }

  /** Starts at the current ends of the topics, which must exist. */
  public static TopicTail start(
      Map<String, String> kafka, Collection<String> topics, Handler handler) {
    TopicTail tail = new TopicTail(kafka, topics, handler);
    Thread thread = new Thread(tail.task, "topic-tail");
    thread.setDaemon(true);
    thread.start();
    return tail;
  }

  private void follow() {
    try (consumer) {
      Map<TopicPartition, Long> ends = Map.of();
      while (!closed && !(finishing && isAt(ends))) {
        if (finishing && ends.isEmpty()) {
          ends = consumer.endOffsets(partitions);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          handler.accept(record);
        }
      }
    } catch (IOException e) {
      throw new BrokerException("cannot write what the topics say: " + e.getMessage(), e);
    }
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return !ends.isEmpty()
        && ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** Whether it has failed, so that nothing more will be handled. */
  public boolean isBroken() {
    return task.isDone() && !finishing && !closed;
  }

  /**
   * Handles what the topics hold now, to their ends, and stops.
   *
   * @throws BrokerException when that fails or takes too long
   */
  public void finish(Duration timeout) {
    finishing = true;
    try {
      task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new BrokerException("cannot follow the output topics: " + cause, e);
    } catch (TimeoutException e) {
      throw new BrokerException(
          "the output topics were not read within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  /** Stops without reading on. */
  @Override
  public void close() {
    closed = true;
  }
}
