package io.sluice.topology;

import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.metrics.GroupLag;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.ModelShelf;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline at work: a Kafka Streams application of its own, so that adding, changing or
 * breaking one never stops another.
 */
public final class PipelineApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineApp.class);
  private static final Duration LAG_EVERY = Duration.ofSeconds(2);

  private final PipelineConfig config;
  private final String applicationId;
  private final Path stateDir;
  private final KafkaStreams streams;
  private final Admin admin;
  private final GroupLag lag;

  /**
   * Prepares a pipeline; nothing runs before {@link #start}.
   *
   * @param partitions the number of partitions of the source topic
   * @param models stay the caller's, to be closed after the pipeline
   * @param stateDir directory of the state stores, one per process
   * @throws IllegalArgumentException when the wanted model does not fit the pipeline, see {@link
   *     Pipeline#check}
   */
  public PipelineApp(
      SluiceConfig config,
      PipelineConfig pipeline,
      int partitions,
      ModelShelf models,
      PipelineMetrics metrics,
      Path stateDir) {
    this.config = pipeline;
    this.stateDir = stateDir;
    this.applicationId = StreamsSettings.applicationId(config, pipeline);
    String input = inputTopic(applicationId, pipeline);
    Properties properties = StreamsSettings.of(config, pipeline, stateDir);
    this.admin = Admin.create(Map.copyOf(StreamsSettings.client(config, pipeline)));
    this.lag =
        new GroupLag(
            admin, applicationId, Set.copyOf(List.of(pipeline.source().topic(), input)), LAG_EVERY);
    Pipeline parts =
        new Pipeline(
            pipeline,
            partitions,
            models,
            metrics,
            partition -> lag.isCaughtUp(new TopicPartition(input, partition)));
    this.streams = new KafkaStreams(PipelineTopology.of(parts), properties);
    streams.setUncaughtExceptionHandler(this::failed);
    streams.setStateListener(
        (to, from) ->
            LOG.info("event=pipeline-state pipeline={} from={} to={}", pipeline.name(), from, to));
  }

  private StreamThreadExceptionResponse failed(Throwable cause) {
    LOG.error("event=pipeline-failed pipeline={}", config.name(), cause);
    MissingPermission.of(cause, applicationId)
        .ifPresent(
            permission ->
                LOG.error(
                    "event=permission-missing pipeline={} permission=\"{}\"",
                    config.name(),
                    permission));
    if (FullDisk.isCauseOf(cause)) {
      LOG.error("event=disk-full pipeline={} directory={}", config.name(), stateDir);
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** The topic whose partitions are the tasks that keep windows. */
  static String inputTopic(String applicationId, PipelineConfig pipeline) {
    return pipeline.source().keyed()
        ? pipeline.source().topic()
        : applicationId + "-" + PipelineTopology.REPARTITION + "-repartition";
  }

  public PipelineConfig config() {
    return config;
  }

  public void start() {
    streams.start();
  }

  public KafkaStreams.State state() {
    return streams.state();
  }

  /** The running application, for metrics and queries. */
  public KafkaStreams streams() {
    return streams;
  }

  /** How far the pipeline is behind its input. */
  public GroupLag lag() {
    return lag;
  }

  /**
   * Commits, leaves the group so that another instance takes over at once, and stops.
   *
   * @return whether it stopped in time
   */
  public boolean close(Duration timeout) {
    lag.close();
    admin.close(Duration.ZERO);
    return streams.close(
        CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(timeout));
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }
}
