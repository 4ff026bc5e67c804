package io.sluice.broker.reset;

import io.sluice.app.StreamsSettings;
import io.sluice.broker.BrokerException;
import io.sluice.broker.ScratchDirectory;
import io.sluice.broker.Topics;
import io.sluice.broker.Topics.Span;
import io.sluice.broker.reset.ResetPlan.InternalTopic;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.topology.InternalTopics;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/**
 * Begins a pipeline anew: deletes its internal topics, the offsets of the repartition topic, and
 * local stores. Topics go first and at once: what a crash leaves is deleted by the next reset, and
 * harms no start. Source and output topics are left as they are.
 */
public final class PipelineReset implements AutoCloseable {
  private final String applicationId;
  private final String source;
  private final Topics topics;
  private final PipelineGroup group;

  /**
   * Opens connections; the broker is first asked by the methods.
   *
   * @param timeout the longest that one request may take
   */
  public PipelineReset(SluiceConfig config, PipelineConfig pipeline, Duration timeout) {
    this.applicationId = StreamsSettings.applicationId(config, pipeline);
    this.source = pipeline.source().topic();
    this.topics = new Topics(config.kafka(), timeout);
    this.group = new PipelineGroup(applicationId, config.kafka(), timeout);
  }

  /**
   * What there is to delete. Nothing is changed.
   *
   * @param fromBeginning whether the source's offsets go as well
   * @param stateDir where the stores of all pipelines of this machine lie; null: none here
   * @throws BrokerException when the group has members, the broker does not answer, or the user
   *     lacks a permission that the reset needs
   */
  public ResetPlan plan(boolean fromBeginning, @Nullable Path stateDir) {
    group.requireEmpty();
    String repartition = InternalTopics.repartition(applicationId);
    SortedMap<Integer, Long> windowed = group.offsets(repartition);
    SortedMap<Integer, Long> decoded = group.offsets(source);
    List<String> forgotten = new ArrayList<>();
    if (!windowed.isEmpty()) {
      forgotten.add(repartition);
    }
    if (fromBeginning && !decoded.isEmpty()) {
      forgotten.add(source);
    }
    if (!forgotten.isEmpty()) {
      group.requireDelete();
    }
    return new ResetPlan(
        applicationId,
        internalTopics(),
        forgotten,
        unread(topics.offsets(repartition), windowed),
        next(fromBeginning ? new TreeMap<>() : decoded),
        directory(stateDir));
  }

  private List<InternalTopic> internalTopics() {
    List<InternalTopic> found = new ArrayList<>();
    for (String topic : InternalTopics.of(applicationId)) {
      if (topics.partitions(topic, AclOperation.DELETE).isPresent()) {
        Collection<Span> offsets = topics.offsets(topic).values();
        long records = offsets.stream().mapToLong(span -> span.end() - span.first()).sum();
        found.add(new InternalTopic(topic, offsets.size(), records));
      }
    }
    return found;
  }

  private static long unread(SortedMap<Integer, Span> there, SortedMap<Integer, Long> read) {
    return there.entrySet().stream()
        .mapToLong(
            entry -> {
              Span span = entry.getValue();
              long next = read.getOrDefault(entry.getKey(), span.first());
              return Math.max(0, span.end() - Math.max(span.first(), next));
            })
        .sum();
  }

  private SortedMap<Integer, OptionalLong> next(SortedMap<Integer, Long> committed) {
    SortedMap<Integer, OptionalLong> next = new TreeMap<>();
    int count = topics.partitions(source).orElse(0);
    for (int i = 0; i < count; i++) {
      Long offset = committed.get(i);
      next.put(i, offset == null ? OptionalLong.empty() : OptionalLong.of(offset));
    }
    return next;
  }

  private Optional<Path> directory(@Nullable Path stateDir) {
    return Optional.ofNullable(stateDir)
        .map(directory -> directory.resolve(applicationId))
        .filter(directory -> Files.exists(directory, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Deletes what a plan says, and returns when it is gone.
   *
   * @param done is informed of each step when it is done
   * @throws BrokerException when the group has members, the broker does not answer or refuses;
   *     another reset does the rest
   * @throws java.io.UncheckedIOException when local stores cannot be deleted
   */
  public void carryOut(ResetPlan plan, Consumer<String> done) {
    group.requireEmpty();
    if (!plan.topics().isEmpty()) {
      topics.delete(plan.topics().stream().map(InternalTopic::name).toList());
      done.accept("deleted topics: " + plan.topics().size());
    }
    for (String topic : plan.forgotten()) {
      group.deleteOffsets(topic);
      done.accept("deleted committed offsets of " + topic);
    }
    plan.directory()
        .ifPresent(
            directory -> {
              ScratchDirectory.delete(directory);
              done.accept("deleted directory " + directory);
            });
  }

  @Override
  public void close() {
    group.close();
    topics.close();
  }
}
