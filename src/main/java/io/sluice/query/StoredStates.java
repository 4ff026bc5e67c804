package io.sluice.query;

import io.sluice.close.KeyStates;
import io.sluice.topology.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The key states that the stream threads of this process write, read beside them: what they have
 * stored, committed or not. A store that is being restored is not read.
 */
final class StoredStates {
  private static final int RETRY_AFTER = 2;

  private final KafkaStreams streams;
  private final int partitions;
  private final String input;
  private final boolean isHashed;

  /**
   * The states of a pipeline.
   *
   * @param input the topic that the tasks read which have the states
   * @param isHashed whether a key's partition follows from it, as the default partitioner has it
   */
  StoredStates(KafkaStreams streams, int partitions, String input, boolean isHashed) {
    this.streams = streams;
    this.partitions = partitions;
    this.input = input;
    this.isHashed = isHashed;
  }

  /**
   * What is stored of a key.
   *
   * @param bytes null: nothing
   * @param isStandby whether it is of a replica, which may be behind
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Found(int partition, byte @Nullable [] bytes, boolean isStandby) {}

  /** The partition of a key; negative: whoever wrote the source has decided it. */
  int partition(Bytes key) {
    return isHashed ? Utils.toPositive(Utils.murmur2(key.get())) % partitions : -1;
  }

  /**
   * Looks a key up.
   *
   * @throws NotNow when its partition is on its way here, or nobody can say
   * @throws Elsewhere when another instance has it
   */
  Found find(Bytes key) {
    if (!streams.state().isRunningOrRebalancing()) {
      throw NotNow.busy("the pipeline is " + streams.state(), RETRY_AFTER);
    }
    int partition = partition(key);
    if (partition >= 0) {
      return find(key, partition);
    }
    Set<Integer> own = partitions(ThreadMetadata::activeTasks);
    for (int one : own) {
      Found found = find(key, one);
      if (found.bytes != null) {
        return found;
      }
    }
    if (own.size() < partitions) {
      throw new Elsewhere(own);
    }
    return new Found(-1, null, false);
  }

  private Found find(Bytes key, int partition) {
    if (partitions(ThreadMetadata::activeTasks).contains(partition)) {
      return new Found(partition, read(key, partition, false), false);
    }
    if (streams.state() != KafkaStreams.State.RUNNING) {
      throw NotNow.busy(
          "partitions of the pipeline are moving between instances, %d among them (%s)"
              .formatted(partition, streams.state()),
          RETRY_AFTER);
    }
    throw new Elsewhere(partition);
  }

  /**
   * Looks a key up in the replica of its partition, if there is one here.
   *
   * @return null when there is none, or nothing in it
   */
  @Nullable Found standby(Bytes key) {
    for (int one : partitions(ThreadMetadata::standbyTasks)) {
      if (partition(key) < 0 || partition(key) == one) {
        byte[] bytes = read(key, one, true);
        if (bytes != null) {
          return new Found(one, bytes, true);
        }
      }
    }
    return null;
  }

  private byte @Nullable [] read(Bytes key, int partition, boolean isStandby) {
    StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> store =
        StoreQueryParameters.<ReadOnlyKeyValueStore<Bytes, byte[]>>fromNameAndType(
                Stores.KEY_STATE, QueryableStoreTypes.keyValueStore())
            .withPartition(partition);
    try {
      return KeyStates.find(streams.store(isStandby ? store.enableStaleStores() : store), key);
    } catch (InvalidStateStoreException e) {
      throw NotNow.busy(
          "the state of partition %d is being restored, or moves to another instance (%s)"
              .formatted(partition, streams.state()),
          RETRY_AFTER);
    }
  }

  /** See {@link PipelineQuery#owners}. */
  List<String> owners(int partition) {
    List<String> active = new ArrayList<>();
    List<String> standby = new ArrayList<>();
    TopicPartition wanted = new TopicPartition(input, partition);
    for (StreamsMetadata one : streams.streamsMetadataForStore(Stores.KEY_STATE)) {
      String address = one.host() + ":" + one.port();
      if (partition < 0 || one.topicPartitions().contains(wanted)) {
        active.add(address);
      } else if (one.standbyTopicPartitions().contains(wanted)) {
        standby.add(address);
      }
    }
    active.addAll(standby);
    return active;
  }

  /** Those of the window processors that this process has. */
  private Set<Integer> partitions(Function<ThreadMetadata, Set<TaskMetadata>> which) {
    Set<Integer> own = new TreeSet<>();
    for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
      for (TaskMetadata task : which.apply(thread)) {
        if (task.topicPartitions().stream().anyMatch(read -> read.topic().equals(input))) {
          own.add(task.taskId().partition());
        }
      }
    }
    return own;
  }
}
