package io.sluice.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Looks for topics and creates missing ones. No request to the broker waits longer than the given
 * limit; a call may take several.
 */
public final class Topics implements AutoCloseable {
  private static final Duration KNOWN_POLL = Duration.ofMillis(20);

  private final Admin admin;
  private final Duration timeout;

  /**
   * Opens a connection; the broker is first asked by the methods.
   *
   * @param kafka client properties, {@code bootstrap.servers} among them
   * @param timeout the longest that one request may take
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
    return partitions(topic, AclOperation.DESCRIBE);
  }

  /**
   * As {@link #partitions(String)}, and makes sure that the user may do something with the topic.
   *
   * @throws BrokerException when the broker does not answer, or the user lacks the permission
   */
  public OptionalInt partitions(String topic, AclOperation needed) {
    DescribeTopicsOptions options =
        new DescribeTopicsOptions().includeAuthorizedOperations(needed != AclOperation.DESCRIBE);
    try {
      TopicDescription found =
          await(
                  admin.describeTopics(List.of(topic), options).allTopicNames(),
                  "look for topic " + topic,
                  needed)
              .get(topic);
      if (found == null) {
        return OptionalInt.empty();
      }
      Set<AclOperation> allowed = found.authorizedOperations();
      if (allowed != null && !allowed.contains(needed)) {
        throw lacking(needed, "use topic " + topic, null);
      }
      return OptionalInt.of(found.partitions().size());
    } catch (UnknownTopicOrPartitionException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Creates a topic with the broker's replication factor; one that exists is left as it is. Returns
   * when a broker knows the topic and the leaders of all partitions answer: the controller answers
   * for the cluster, and brokers learn what it knows a little later. A producer that is not
   * transactional must not be faster: when its first batch comes before the partition and its
   * second after it, the broker takes the second and refuses the first for ever, as out of order.
   *
   * @param config topic properties
   * @return whether it was created
   * @throws BrokerException when the broker does not answer or refuses
   */
  public boolean create(String topic, int partitions, Map<String, String> config) {
    return create(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config));
  }

  /** As {@link #create(String, int, Map)}, with so many replicas of each partition. */
  public boolean create(String topic, int partitions, short replicas, Map<String, String> config) {
    return create(new NewTopic(topic, partitions, replicas).configs(config));
  }

  private boolean create(NewTopic request) {
    String topic = request.name();
    boolean created = true;
    try {
      await(
          admin.createTopics(List.of(request)).all(), "create topic " + topic, AclOperation.CREATE);
    } catch (TopicExistsException e) {
      created = false;
    }
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    int partitions = awaitKnown(topic);
    for (int i = 0; i < partitions; i++) {
      asked.put(new TopicPartition(topic, i), OffsetSpec.earliest());
    }
    await(
        admin.listOffsets(asked).all(), "ask the leaders of topic " + topic, AclOperation.DESCRIBE);
    return created;
  }

  /** The number of partitions, once a broker knows the topic. */
  private int awaitKnown(String topic) {
    long deadline = System.nanoTime() + timeout.toNanos();
    OptionalInt partitions = partitions(topic);
    while (partitions.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new BrokerException(
            "topic %s was created but no broker knows it after %d s"
                .formatted(topic, timeout.toSeconds()));
      }
      try {
        Thread.sleep(KNOWN_POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptException(e);
      }
      partitions = partitions(topic);
    }
    return partitions.getAsInt();
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
    return await(
            admin.listOffsets(asked).all(),
            "ask for the newest record of " + topic,
            AclOperation.DESCRIBE)
        .values()
        .stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .reduce(0, Math::max);
  }

  /** Kafka's answer; the exceptions by which it says "exists" and "unknown" are passed on. */
  private <T> T await(KafkaFuture<T> answer, String purpose, AclOperation needed) {
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
      if (cause instanceof AuthorizationException) {
        throw lacking(needed, purpose, e);
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

  private static BrokerException lacking(
      AclOperation operation, String purpose, @Nullable Throwable cause) {
    return new BrokerException(
        "cannot %s: the broker allows this user no %s on it; add the ACL (see docs/security.md)"
            .formatted(purpose, operation),
        cause);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
