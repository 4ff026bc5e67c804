package io.sluice.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records a consumer group has yet to commit, as the broker tells it every few seconds.
 */
public final class GroupLag implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLag.class);

  /** Silence of the broker's that is no mere hiccup, as a leader election is. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Admin admin;
  private final String group;
  private final Set<String> topics;
  private final Duration every;
  private final ScheduledExecutorService executor;
  private final Map<TopicPartition, Long> lags = new ConcurrentHashMap<>();
  private volatile long heardNanos = System.nanoTime();

  /**
   * Starts to ask.
   *
   * @param admin stays the caller's, to be closed after this
   * @param group the consumer group
   * @param topics the topics that it reads
   */
  public GroupLag(Admin admin, String group, Set<String> topics, Duration every) {
    this.admin = admin;
    this.group = group;
    this.topics = Set.copyOf(topics);
    this.every = every;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, group + "-lag");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        executor.scheduleWithFixedDelay(
            this::ask, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void ask() {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      get(admin.describeTopics(topics).allTopicNames())
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(
                          partition ->
                              ends.put(
                                  new TopicPartition(topic, partition.partition()),
                                  OffsetSpec.latest())));
      Map<TopicPartition, ListOffsetsResultInfo> latest =
          get(admin.listOffsets(ends, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
      latest.forEach((partition, end) -> lags.put(partition, lag(committed.get(partition), end)));
      heardNanos = System.nanoTime();
    } catch (ExecutionException | TimeoutException e) {
      if (!(e.getCause() instanceof RetriableException) && e instanceof ExecutionException) {
        heardNanos = System.nanoTime(); // it refuses, so it is there
      }
      LOG.debug("event=lag-unknown group={} cause=\"{}\"", group, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(every.toMillis() * 2, TimeUnit.MILLISECONDS);
  }

  /**
   * Commit markers of transactions take offsets too, but a consumer steps over them, and Kafka
   * Streams commits where the consumer stands: a partition that is read to its end has a lag of 0.
   */
  private static long lag(@Nullable OffsetAndMetadata committed, ListOffsetsResultInfo end) {
    return Math.max(0, end.offset() - (committed == null ? 0 : committed.offset()));
  }

  /** Records that the group has yet to commit, as of the last answer; -1 when never answered. */
  public long lag(TopicPartition partition) {
    return lags.getOrDefault(partition, -1L);
  }

  /** All partitions that were answered for, with their lags. */
  public Map<TopicPartition, Long> lags() {
    return Map.copyOf(lags);
  }

  /** Whether the broker has not answered for 15 s, or since this began to ask. */
  public boolean isBrokerSilent() {
    return System.nanoTime() - heardNanos > SILENCE.toNanos();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
