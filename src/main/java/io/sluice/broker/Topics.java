package io.sluice.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks for topics, creates missing ones and deletes what is named. No request to the broker waits
 * longer than the given limit; a call may take several.
 */
public final class Topics implements AutoCloseable {
  /**
   * Offsets of a partition.
   *
   * @param first the first that there still is
   * @param end the one after the last, of committed transactions
   */
  public record Span(long first, long end) {}

  private final Admin admin;
  private final Answers answers;

  /**
   * Opens a connection; the broker is first asked by the methods.
   *
   * @param kafka client properties, {@code bootstrap.servers} among them
   * @param timeout the longest that one request may take
   */
  public Topics(Map<String, String> kafka, Duration timeout) {
    this.admin = Admin.create(Map.copyOf(kafka));
    this.answers = new Answers(kafka, timeout);
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
          answers
              .await(
                  admin.describeTopics(List.of(topic), options).allTopicNames(),
                  "look for topic " + topic,
                  needed)
              .get(topic);
      if (found == null) {
        return OptionalInt.empty();
      }
      Set<AclOperation> allowed = found.authorizedOperations();
      if (allowed != null && !allowed.contains(needed)) {
        throw Answers.lacking(needed, "use topic " + topic, null);
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
      answers.await(
          admin.createTopics(List.of(request)).all(), "create topic " + topic, AclOperation.CREATE);
    } catch (TopicExistsException e) {
      created = false;
    }
    int partitions = awaitKnown(topic);
    answers.await(
        admin.listOffsets(each(topic, partitions, OffsetSpec.earliest())).all(),
        "ask the leaders of topic " + topic,
        AclOperation.DESCRIBE);
    return created;
  }

  /** The number of partitions, once a broker knows the topic. */
  private int awaitKnown(String topic) {
    answers.until(
        () -> partitions(topic).isPresent(),
        "topic " + topic + " was created but no broker knows it");
    return partitions(topic).orElseThrow();
  }

  /**
   * The greatest record timestamp of a topic, epoch ms; 0 when it is empty.
   *
   * @throws BrokerException when the broker does not answer or there is no such topic
   */
  public long newestTimestamp(String topic) {
    int count =
        partitions(topic).orElseThrow(() -> new BrokerException("there is no topic " + topic));
    return answers
        .await(
            admin.listOffsets(each(topic, count, OffsetSpec.maxTimestamp())).all(),
            "ask for the newest record of " + topic,
            AclOperation.DESCRIBE)
        .values()
        .stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .reduce(0, Math::max);
  }

  /**
   * The offsets that each partition of a topic has; empty when there is no such topic.
   *
   * @throws BrokerException when the broker does not answer or refuses
   */
  public SortedMap<Integer, Span> offsets(String topic) {
    int count = partitions(topic).orElse(0);
    Map<TopicPartition, ListOffsetsResultInfo> first = ask(topic, count, OffsetSpec.earliest());
    Map<TopicPartition, ListOffsetsResultInfo> end = ask(topic, count, OffsetSpec.latest());
    SortedMap<Integer, Span> offsets = new TreeMap<>();
    first.forEach(
        (partition, start) ->
            offsets.put(
                partition.partition(),
                new Span(start.offset(), end.getOrDefault(partition, start).offset())));
    return offsets;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ask(String topic, int count, OffsetSpec spec) {
    return answers.await(
        admin
            .listOffsets(
                each(topic, count, spec), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all(),
        "ask for the offsets of topic " + topic,
        AclOperation.DESCRIBE);
  }

  private static Map<TopicPartition, OffsetSpec> each(String topic, int count, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int i = 0; i < count; i++) {
      asked.put(new TopicPartition(topic, i), spec);
    }
    return asked;
  }

  /**
   * Deletes topics; those that do not exist are no failure. Returns when no broker that is asked
   * knows them any more.
   *
   * @throws BrokerException when the broker does not answer or refuses
   */
  public void delete(Collection<String> topics) {
    Map<String, KafkaFuture<Void>> deleted = admin.deleteTopics(topics).topicNameValues();
    deleted.forEach(this::awaitDeleted);
    for (String topic : topics) {
      answers.until(
          () -> partitions(topic).isEmpty(), "topic " + topic + " was deleted but is still there");
    }
  }

  private void awaitDeleted(String topic, KafkaFuture<Void> deleted) {
    try {
      answers.await(deleted, "delete topic " + topic, AclOperation.DELETE);
    } catch (UnknownTopicOrPartitionException e) {
      return; // it is gone already
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
