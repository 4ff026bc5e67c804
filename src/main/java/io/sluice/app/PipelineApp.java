package io.sluice.app;

import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.live.LiveFeed;
import io.sluice.metrics.CommittedMetrics;
import io.sluice.metrics.GroupLag;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.ModelShelf;
import io.sluice.query.PipelineQuery;
import io.sluice.schema.Fingerprint;
import io.sluice.time.BrokerReading;
import io.sluice.time.SteadyTime;
import io.sluice.topology.InternalTopics;
import io.sluice.topology.PipelineTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsException;
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

  /** The longest that a stream thread may take to join, or to commit and leave. */
  private static final Duration RENEWAL = Duration.ofMinutes(1);

  private static final long POLL_NANOS = Duration.ofMillis(100).toNanos();

  private final PipelineConfig config;
  private final String applicationId;
  private final Path stateDir;
  private final KafkaStreams streams;
  private final ClockWatch clock;
  private final Admin admin;
  private final GroupLag lag;
  private final BrokerReading reading;
  private final StateEpoch epoch;
  private final PipelineQuery query;

  /** Prepares a pipeline that has had no other targets: see the other constructor. */
  public PipelineApp(
      SluiceConfig config,
      PipelineConfig pipeline,
      int partitions,
      ModelShelf<?> models,
      PipelineMetrics metrics,
      Path stateDir) {
    this(
        config,
        pipeline,
        Fingerprint.of(pipeline),
        partitions,
        models,
        metrics,
        LiveFeed.NONE,
        stateDir);
  }

  /**
   * Prepares a pipeline; nothing runs before {@link #start}.
   *
   * @param fingerprint what the stored state is of, with all targets that there ever were
   * @param partitions the number of partitions of the source topic
   * @param models stay the caller's, to be closed after the pipeline
   * @param live is told what the pipeline has to say
   * @param stateDir directory of the state stores, one per process
   * @throws IllegalArgumentException when the wanted model does not fit the pipeline, see {@link
   *     Pipeline#check}
   */
  public PipelineApp(
      SluiceConfig config,
      PipelineConfig pipeline,
      Fingerprint fingerprint,
      int partitions,
      ModelShelf<?> models,
      PipelineMetrics metrics,
      LiveFeed live,
      Path stateDir) {
    this.config = pipeline;
    this.stateDir = stateDir;
    this.applicationId = StreamsSettings.applicationId(config, pipeline);
    String input = InternalTopics.windowed(applicationId, pipeline.source());
    Properties properties = StreamsSettings.of(config, pipeline, stateDir);
    AutoOffsetReset reset = StreamsSettings.sourceReset(properties);
    this.admin = Admin.create(Map.copyOf(StreamsSettings.client(config, pipeline)));
    this.epoch = new StateEpoch(admin, pipeline.name(), applicationId, stateDir);
    this.lag =
        new GroupLag(
            admin, applicationId, Set.copyOf(List.of(pipeline.source().topic(), input)), LAG_EVERY);
    this.reading =
        new BrokerReading(
            admin,
            applicationId,
            pipeline.source().topic(),
            input,
            partitions,
            StreamsSettings.startsAtEarliest(properties),
            pipeline.window().idle());
    StreamsSettings.addToMainConsumer(properties, reading.consumerProperties());
    StreamsSettings.readAllOfOthers(properties);
    CommittedMetrics counts = new CommittedMetrics(metrics);
    Pipeline parts =
        new Pipeline(
            pipeline,
            fingerprint,
            partitions,
            models,
            counts,
            live,
            reading,
            InstantSource.system());
    SteadyTime time = new SteadyTime();
    this.streams =
        new KafkaStreams(
            PipelineTopology.of(parts, reset), properties, new CountingClients(counts), time);
    this.clock =
        new ClockWatch(
            pipeline.name(), InstantSource.system(), time::milliseconds, this::renewClients);
    this.query = new PipelineQuery(parts, streams, applicationId, config.kafka());
    streams.setUncaughtExceptionHandler(this::failed);
    streams.setStateListener(this::changed);
  }

  private void changed(KafkaStreams.State to, KafkaStreams.State from) {
    LOG.info("event=pipeline-state pipeline={} from={} to={}", config.name(), from, to);
    if (to == KafkaStreams.State.RUNNING) {
      epoch.keep();
    }
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

  public PipelineConfig config() {
    return config;
  }

  /**
   * Starts, once local stores that a reset has left behind are deleted.
   *
   * @throws StreamsException when the broker does not say whose they are, or they cannot be deleted
   */
  public void start() {
    epoch.begin();
    streams.start();
    clock.start();
  }

  /**
   * Replaces every stream thread, and with it its clients. Tasks go over to the new ones as in a
   * rebalance.
   *
   * @return false when the pipeline is neither running nor about to
   */
  public boolean renewClients() {
    Set<String> old = threads(state -> true);
    if (!streams.state().isRunningOrRebalancing()) {
      return false;
    }
    Set<String> added = new HashSet<>();
    try {
      for (int i = 0; i < old.size(); i++) {
        streams.addStreamThread().ifPresent(added::add);
      }
      awaitRunning(added); // those that leave sooner hand their tasks to other instances
    } finally {
      for (int i = 0; i < added.size(); i++) {
        streams.removeStreamThread(RENEWAL); // the oldest
      }
    }
    return true;
  }

  private void awaitRunning(Set<String> threads) {
    long deadline = System.nanoTime() + RENEWAL.toNanos();
    while (!threads("RUNNING"::equals).containsAll(threads)
        && streams.state().isRunningOrRebalancing()
        && !Thread.currentThread().isInterrupted()
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** The names of the stream threads whose state is meant. */
  private Set<String> threads(Predicate<String> isMeant) {
    return streams.metadataForLocalThreads().stream()
        .filter(thread -> isMeant.test(thread.threadState()))
        .map(ThreadMetadata::threadName)
        .collect(Collectors.toSet());
  }

  public KafkaStreams.State state() {
    return streams.state();
  }

  /** The running application, for metrics and queries. */
  public KafkaStreams streams() {
    return streams;
  }

  /** Where its keys are asked for. */
  public PipelineQuery query() {
    return query;
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
    query.close();
    clock.close();
    lag.close();
    reading.close();
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
