package io.sluice.time;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker where the source topic ends, every so often and whenever a window waits for the
 * answer, and compares that with where the consumers of this instance stand.
 *
 * <p>A partition ends where no transaction is open: then its last stable offset, asked first, and
 * its high watermark, asked after it, are one.
 */
public final class BrokerReading implements SourceReading, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerReading.class);
  private static final Duration MIN_PERIOD = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(2);

  /** Records that a reader who keeps up may have before it. */
  private static final long AT_HAND = 1000;

  private final Admin admin;
  private final String group;
  private final List<TopicPartition> partitions;
  private final boolean fromEarliest;
  private final long freshNanos;
  private final ScheduledExecutorService executor;
  private final List<TopicPartition> others;
  private final Map<TopicPartition, ReadPositions.Position> positions = new ConcurrentHashMap<>();
  private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();

  /** By partition, of either topic, where it ended when the broker was asked last. */
  private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

  private volatile long endsAskedNanos;
  private final Map<Integer, Long> begun = new ConcurrentHashMap<>();
  private final AtomicLong questions = new AtomicLong();
  private final AtomicBoolean isAskedForMore = new AtomicBoolean();

  /**
   * What the broker answered about a partition.
   *
   * @param question the number of the question
   * @param askedNanos when it was asked
   * @param start the first offset that there still is
   * @param end the high watermark
   * @param isOpen whether a transaction was open
   * @param committed where the group goes on; negative: it has committed nothing
   */
  private record Answer(
      long question, long askedNanos, long start, long end, boolean isOpen, long committed) {}

  /**
   * Starts to ask.
   *
   * @param admin stays the caller's, to be closed after this
   * @param group the consumer group that reads the topic
   * @param topic the source topic
   * @param input the topic that events are repartitioned to; the source topic: they are not
   * @param count the partitions of each
   * @param fromEarliest whether a group that has committed nothing begins with the first record,
   *     rather than with those to come
   * @param idle the silence that makes a partition idle; zero: nobody looks whether it has
   */
  public BrokerReading(
      Admin admin,
      String group,
      String topic,
      String input,
      int count,
      boolean fromEarliest,
      Duration idle) {
    this.admin = admin;
    this.group = group;
    this.fromEarliest = fromEarliest;
    this.partitions = partitions(topic, count);
    this.others = input.equals(topic) ? List.of() : partitions(input, count);
    long period = Math.max(SilenceClock.tickOf(idle).toNanos(), MIN_PERIOD.toNanos());
    this.freshNanos = 2 * period + ANSWER.toNanos();
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, group + "-ends");
              thread.setDaemon(true);
              return thread;
            });
    if (!idle.isZero()) {
      var unused = executor.scheduleWithFixedDelay(this::poll, 0, period, TimeUnit.NANOSECONDS);
    }
  }

  private static List<TopicPartition> partitions(String topic, int count) {
    return IntStream.range(0, count).mapToObj(i -> new TopicPartition(topic, i)).toList();
  }

  /** Properties, without prefix, that the consumers of the topic must be given. */
  public Map<String, Object> consumerProperties() {
    return ReadPositions.properties(positions);
  }

  @Override
  public void begin(int partition) {
    positions.remove(partitions.get(partition));
    begun.put(partition, questions.get());
  }

  @Override
  public OptionalLong reachedEnd(int partition, long processed) {
    Answer answer = answers.get(partition);
    if (answer == null || answer.isOpen() || !isFresh(answer)) {
      return OptionalLong.empty();
    }
    ReadPositions.Position position = positions.get(partitions.get(partition));
    if (position != null && position.last() >= 0 && position.last() != processed) {
      return OptionalLong.empty();
    }
    long next = position == null ? beginning(partition, answer) : position.next();
    // What lies before the start is gone: whoever stands there has nothing of it left to read.
    return Math.max(next, answer.start()) >= answer.end()
        ? OptionalLong.of(answer.end())
        : OptionalLong.empty();
  }

  private boolean isFresh(Answer answer) {
    return System.nanoTime() - answer.askedNanos() <= freshNanos;
  }

  /** Where a consumer stands that has not read anything yet; negative: that is not known. */
  private long beginning(int partition, Answer answer) {
    if (answer.question() <= begun.getOrDefault(partition, 0L)) {
      return -1;
    }
    if (answer.committed() >= 0) {
      return answer.committed();
    }
    return fromEarliest ? answer.start() : answer.end();
  }

  @Override
  public long ask() {
    long number = questions.get() + 1;
    if (!isAskedForMore.getAndSet(true)) {
      try {
        executor.execute(this::poll);
      } catch (RejectedExecutionException e) {
        LOG.debug("event=ends-unknown cause=closed");
      }
    }
    return number;
  }

  @Override
  public OptionalLong end(int partition, long asked) {
    Answer answer = answers.get(partition);
    return answer == null || answer.question() < asked
        ? OptionalLong.empty()
        : OptionalLong.of(answer.end());
  }

  @Override
  public boolean keepsUp(TopicPartition partition) {
    if (System.nanoTime() - endsAskedNanos > freshNanos) {
      ask(); // nobody does it regularly when no partition is ever idle
    }
    return isAtHand(partition)
        && partitions.stream().filter(positions::containsKey).allMatch(this::isAtHand);
  }

  private boolean isAtHand(TopicPartition partition) {
    Long end = ends.get(partition);
    ReadPositions.Position position = positions.get(partition);
    if (end == null && position != null) {
      ask(); // its topic, or its assignment, is newer than the last answer
    }
    return end != null && position != null && position.next() + AT_HAND >= end;
  }

  @Override
  public void release(int partition) {
    positions.remove(partitions.get(partition));
  }

  private void poll() {
    isAskedForMore.set(false);
    long number = questions.incrementAndGet();
    long now = System.nanoTime();
    try {
      Map<TopicPartition, ListOffsetsResultInfo> stable =
          offsets(OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
      Map<TopicPartition, ListOffsetsResultInfo> latest =
          offsets(OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
      Map<TopicPartition, ListOffsetsResultInfo> starts =
          offsets(OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
      Map<TopicPartition, OffsetAndMetadata> committed =
          get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
      for (TopicPartition partition : partitions) {
        long end = end(latest, partition);
        ends.put(partition, end(stable, partition));
        answers.put(
            partition.partition(),
            new Answer(
                number,
                now,
                end(starts, partition),
                end,
                end(stable, partition) != end,
                offset(committed.get(partition))));
      }
      endsAskedNanos = now;
      // Those that were read here: the others are nobody's concern, and at first there is no topic.
      List<TopicPartition> read = others.stream().filter(positions::containsKey).toList();
      if (!read.isEmpty()) {
        offsets(read, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
            .forEach((partition, end) -> ends.put(partition, end.offset()));
      }
    } catch (ExecutionException | TimeoutException | KafkaException | IllegalStateException e) {
      LOG.debug("event=ends-unknown group={} cause=\"{}\"", group, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long end(
      Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
    ListOffsetsResultInfo info = offsets.get(partition);
    if (info == null) {
      throw new IllegalStateException("no offset of " + partition + " in the broker's answer");
    }
    return info.offset();
  }

  private static long offset(@Nullable OffsetAndMetadata committed) {
    return committed == null ? -1 : committed.offset();
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(OffsetSpec spec, IsolationLevel level)
      throws ExecutionException, InterruptedException, TimeoutException {
    return offsets(partitions, spec, level);
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      List<TopicPartition> of, OffsetSpec spec, IsolationLevel level)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    of.forEach(partition -> asked.put(partition, spec));
    return get(admin.listOffsets(asked, new ListOffsetsOptions(level)).all());
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
