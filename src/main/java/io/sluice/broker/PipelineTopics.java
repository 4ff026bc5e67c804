package io.sluice.broker;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TopicsConfig;
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
