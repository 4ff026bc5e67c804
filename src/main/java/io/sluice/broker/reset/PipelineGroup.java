package io.sluice.broker.reset;

import io.sluice.broker.Answers;
import io.sluice.broker.BrokerException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeStreamsGroupsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The consumer group of a pipeline, of the classic or of the streams protocol. One that does not
 * exist is one without members and offsets.
 */
public final class PipelineGroup implements AutoCloseable {
  private final String name;
  private final Admin admin;
  private final Answers answers;

  /**
   * Opens a connection; the broker is first asked by the methods.
   *
   * @param timeout the longest that one request may take
   */
  public PipelineGroup(String name, Map<String, String> kafka, Duration timeout) {
    this.name = name;
    this.admin = Admin.create(Map.copyOf(kafka));
    this.answers = new Answers(kafka, timeout);
  }

  /** What there is to know of a group that exists. */
  private record Description(int members, @Nullable Set<AclOperation> allowed) {}

  /**
   * How many stream threads are in the group.
   *
   * @throws BrokerException when the broker does not answer or refuses
   */
  public int members() {
    return describe().map(Description::members).orElse(0);
  }

  /**
   * Makes sure that nobody is in the group.
   *
   * @throws BrokerException when somebody is, or the broker does not answer or refuses
   */
  void requireEmpty() {
    int members = members();
    if (members > 0) {
      throw new BrokerException(
          ("group %s has %d %s: stop every instance first (one that was killed counts until its"
                  + " session times out)")
              .formatted(name, members, members == 1 ? "member" : "members"));
    }
  }

  /**
   * Makes sure that this user may delete what the group has committed.
   *
   * @throws BrokerException when that is not so
   */
  void requireDelete() {
    describe()
        .map(Description::allowed)
        .filter(allowed -> !allowed.contains(AclOperation.DELETE))
        .ifPresent(
            allowed -> {
              throw Answers.lacking(
                  AclOperation.DELETE, "delete the offsets of group " + name, null);
            });
  }

  /** A list names the protocol; to describe by the wrong one is an error that Kafka logs. */
  private Optional<Description> describe() {
    Collection<GroupListing> groups =
        answers.await(admin.listGroups().all(), "look for group " + name, AclOperation.DESCRIBE);
    Optional<GroupListing> group =
        groups.stream().filter(listed -> listed.groupId().equals(name)).findFirst();
    try {
      return group.map(
          listed ->
              listed.type().equals(Optional.of(GroupType.STREAMS)) ? ofStreams() : ofConsumers());
    } catch (GroupIdNotFoundException e) {
      return Optional.empty(); // it went meanwhile
    }
  }

  private Description ofStreams() {
    DescribeStreamsGroupsOptions options = new DescribeStreamsGroupsOptions();
    options.includeAuthorizedOperations(true);
    StreamsGroupDescription group =
        described(admin.describeStreamsGroups(List.of(name), options).all());
    return new Description(group.members().size(), group.authorizedOperations());
  }

  private Description ofConsumers() {
    DescribeConsumerGroupsOptions options = new DescribeConsumerGroupsOptions();
    options.includeAuthorizedOperations(true);
    ConsumerGroupDescription group =
        described(admin.describeConsumerGroups(List.of(name), options).all());
    return new Description(group.members().size(), group.authorizedOperations());
  }

  private <D> D described(KafkaFuture<Map<String, D>> answer) {
    String purpose = "look for members of group " + name;
    D group = answers.await(answer, purpose, AclOperation.DESCRIBE).get(name);
    return Objects.requireNonNull(group);
  }

  /**
   * What the group has committed of a topic, once the transactions are ended that an instance may
   * have left open.
   *
   * @return offsets by partition
   * @throws BrokerException when the broker does not answer or refuses
   */
  SortedMap<Integer, Long> offsets(String topic) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        answers.await(
            admin
                .listConsumerGroupOffsets(
                    name, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(),
            "read the offsets of group " + name,
            AclOperation.DESCRIBE);
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    committed.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(topic) && offset != null) {
            offsets.put(partition.partition(), offset.offset());
          }
        });
    return offsets;
  }

  /**
   * Deletes what the group has committed of a topic, and returns when it is gone. Of a topic that
   * is deleted, the broker deletes it by itself.
   *
   * @throws BrokerException when the broker does not answer or refuses
   */
  void deleteOffsets(String topic) {
    answers.until(
        () -> {
          SortedMap<Integer, Long> left = offsets(topic);
          left.keySet().forEach(partition -> delete(new TopicPartition(topic, partition)));
          return left.isEmpty();
        },
        "group " + name + " still has offsets of topic " + topic);
  }

  private void delete(TopicPartition partition) {
    try {
      answers.await(
          admin.deleteConsumerGroupOffsets(name, Set.of(partition)).partitionResult(partition),
          "delete the offset of " + partition + " of group " + name,
          AclOperation.DELETE);
    } catch (UnknownTopicOrPartitionException | GroupIdNotFoundException e) {
      return; // there is none any more, or the broker is about to delete it
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
