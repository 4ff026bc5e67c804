package io.sluice.broker;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.topology.InternalTopics;
import io.sluice.topology.Stores;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;

/** The topics that a pipeline needs before it starts. */
public final class PipelineTopics {
  private PipelineTopics() {}

  /**
   * Creates the output topics that are missing, with as many partitions as the source has.
   *
   * @return the number of partitions of the source
   * @throws BrokerException when the source topic does not exist, the broker refuses, or the user
   *     may not read the source or write the others
   */
  public static int ensure(Topics topics, PipelineConfig pipeline) {
    String source = pipeline.source().topic();
    int partitions =
        topics
            .partitions(source, AclOperation.READ)
            .orElseThrow(
                () ->
                    new BrokerException(
                        "pipelines.%s.source.topic: there is no topic %s; create it first"
                            .formatted(pipeline.name(), source)));
    for (String topic : outputs(pipeline.topics())) {
      if (topics.partitions(topic, AclOperation.WRITE).isEmpty()) {
        topics.create(topic, partitions, Map.of());
      }
    }
    return partitions;
  }

  /**
   * Makes sure that the source has as many partitions as the pipeline's state was made with: with
   * others, a key would find its state elsewhere.
   *
   * @param applicationId of the pipeline's Kafka Streams application
   * @param partitions the number of partitions of the source
   * @throws BrokerException when there is state of another number of partitions
   */
  public static void requireSamePartitions(
      Topics topics, PipelineConfig pipeline, String applicationId, int partitions) {
    String changelog = InternalTopics.changelog(applicationId, Stores.KEY_STATE);
    int kept = topics.partitions(changelog).orElse(partitions);
    if (kept != partitions) {
      throw new BrokerException(
          ("pipelines.%s.source.topic: topic %s has %d partitions, but the pipeline's state was made"
                  + " with %d (topic %s); see docs/operations.md, \"Partitions\"")
              .formatted(pipeline.name(), pipeline.source().topic(), partitions, kept, changelog));
    }
  }

  /** Creates the source topic as well when it is missing: for a broker of our own. */
  public static void create(Topics topics, PipelineConfig pipeline, int partitions) {
    topics.create(pipeline.source().topic(), partitions, Map.of());
    ensure(topics, pipeline);
  }

  /** The names of the output topics. */
  public static List<String> outputs(TopicsConfig topics) {
    return List.of(topics.forecasts(), topics.alerts(), topics.late(), topics.deadLetters());
  }
}
