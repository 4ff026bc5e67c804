package io.sluice.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks for topics and creates missing ones. No call waits longer than the given limit. */
public final class Topics implements AutoCloseable {
  private final Admin admin;
  private final Duration timeout;

  /**
   * Opens a connection; the broker is first asked by the methods.
   *
   * @param kafka client properties, {@code bootstrap.servers} among them
   * @param timeout the longest that a call may take
   */
  public Topics(Map<String, String> kafka, Duration timeout) {
    this.admin = Admin.create(Map.copyOf(kafka));
    this.timeout = timeout;
  }

  /**
   * The number of partitions of a topic; empty when there is no such topic.
   *
   * @throws BrokerException when the broker does not answer or refuses
   */
  public OptionalInt partitions(String topic) {
    try {
      Map<String, TopicDescription> found =
          await(admin.describeTopics(List.of(topic)).allTopicNames(), "look for topic " + topic);
      TopicDescription description = found.get(topic);
      return description == null
          ? OptionalInt.empty()
          : OptionalInt.of(description.partitions().size());
    } catch (UnknownTopicOrPartitionException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Creates a topic with the broker's replication factor; one that exists is left as it is.
   *
   * @param config topic properties
   * @return whether it was created
   * @throws BrokerException when the broker does not answer or refuses
   */
  public boolean create(String topic, int partitions, Map<String, String> config) {
    NewTopic request =
        new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config);
    try {
      await(admin.createTopics(List.of(request)).all(), "create topic " + topic);
      return true;
    } catch (TopicExistsException e) {
      return false;
    }
  }

  /**
   * The greatest record timestamp of a topic, epoch ms; 0 when it is empty.
   *
   * @throws BrokerException when the broker does not answer or there is no such topic
   */
  public long newestTimestamp(String topic) {
    int count =
        partitions(topic).orElseThrow(() -> new BrokerException("there is no topic " + topic));
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int i = 0; i < count; i++) {
      asked.put(new TopicPartition(topic, i), OffsetSpec.maxTimestamp());
    }
    return await(admin.listOffsets(asked).all(), "ask for the newest record of " + topic)
        .values()
        .stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .reduce(0, Math::max);
  }

  /** Kafka's answer; the exceptions by which it says "exists" and "unknown" are passed on. */
  private <T> T await(KafkaFuture<T> answer, String purpose) {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UnknownTopicOrPartitionException unknown) {
        throw unknown;
      }
      if (cause instanceof TopicExistsException exists) {
        throw exists;
      }
      String reason = cause == null ? e.toString() : cause.getMessage();
      throw new BrokerException("cannot " + purpose + ": " + reason, e);
    } catch (TimeoutException e) {
      throw new BrokerException(
          "cannot " + purpose + ": no answer within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
