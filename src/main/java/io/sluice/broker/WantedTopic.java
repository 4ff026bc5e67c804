package io.sluice.broker;

import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A topic that a configuration names, as it should be and as it is. Kafka Streams itself creates
 * its changelogs and repartition topics, whose names begin with the application id.
 *
 * @param partitions as many as the source topic of its pipeline has
 * @param present how many it has; empty: it does not exist
 * @param config topic properties with which it would be created
 */
public record WantedTopic(
    String name, int partitions, OptionalInt present, Map<String, String> config) {
  private static final short FEWEST_FOR_TWO_IN_SYNC = 3;

  public WantedTopic {
    config = Map.copyOf(config);
  }

  /**
   * The source and output topics of all pipelines, each once.
   *
   * @param partitions of a source topic that does not exist
   * @param replicas of every partition
   * @throws BrokerException when the broker does not answer or refuses
   */
  public static List<WantedTopic> of(
      SluiceConfig config, Topics topics, int partitions, short replicas) {
    // With three replicas, a write is safe on two when one of them fails.
    Map<String, String> properties =
        replicas >= FEWEST_FOR_TWO_IN_SYNC
            ? Map.of("cleanup.policy", "delete", "min.insync.replicas", "2")
            : Map.of("cleanup.policy", "delete");
    List<WantedTopic> all = new ArrayList<>();
    for (PipelineConfig pipeline : config.pipelines().values()) {
      String source = pipeline.source().topic();
      OptionalInt present = topics.partitions(source);
      int wanted = present.orElse(partitions);
      add(all, new WantedTopic(source, wanted, present, properties));
      for (String output : PipelineTopics.outputs(pipeline.topics())) {
        add(all, new WantedTopic(output, wanted, topics.partitions(output), properties));
      }
    }
    return all;
  }

  private static void add(List<WantedTopic> all, WantedTopic topic) {
    if (all.stream().noneMatch(other -> other.name.equals(topic.name))) {
      all.add(topic);
    }
  }

  /** Whether it exists with another number of partitions. */
  public boolean differs() {
    return present.isPresent() && present.getAsInt() != partitions;
  }
}
