package io.sluice.broker.reset;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What a reset deletes, and where the pipeline goes on after it.
 *
 * @param group the pipeline's consumer group
 * @param topics internal topics that exist
 * @param forgotten topics whose committed offsets are deleted
 * @param unread records of the repartition topic, at most, that were decoded but not windowed
 * @param source by partition of the source topic, the offset that is read next; empty: none is
 *     committed, so {@code auto.offset.reset} decides
 * @param directory local stores that exist
 */
public record ResetPlan(
    String group,
    List<InternalTopic> topics,
    List<String> forgotten,
    long unread,
    SortedMap<Integer, OptionalLong> source,
    Optional<Path> directory) {
  /**
   * An internal topic.
   *
   * @param records how many it holds at most: ends of transactions take offsets as well
   */
  public record InternalTopic(String name, int partitions, long records) {}

  public ResetPlan {
    topics = List.copyOf(topics);
    forgotten = List.copyOf(forgotten);
  }

  /** Whether nothing is to be deleted. */
  public boolean isEmpty() {
    return topics.isEmpty() && forgotten.isEmpty() && directory.isEmpty();
  }
}
