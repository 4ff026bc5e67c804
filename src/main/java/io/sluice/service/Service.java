package io.sluice.service;

import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.sluice.app.PipelineApp;
import io.sluice.app.RocksDbMemory;
import io.sluice.app.StreamsSettings;
import io.sluice.broker.BrokerException;
import io.sluice.broker.OwnerOnly;
import io.sluice.broker.PipelineTopics;
import io.sluice.broker.Topics;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.live.Live;
import io.sluice.metrics.PipelineCounts;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.metrics.ServiceMetrics;
import io.sluice.model.ModelException;
import io.sluice.model.ModelShelf;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.model.trial.Trials;
import io.sluice.query.PipelineQuery;
import io.sluice.query.Vitals;
import io.sluice.web.HealthSource;
import io.sluice.web.WebServer;
import io.sluice.web.api.Queries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every pipeline of a configuration at work, with metrics and health over HTTP. A pipeline that
 * fails leaves the others running.
 */
public final class Service implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** So that the process is gone within ten seconds of SIGTERM. */
  private static final Duration CLOSE = Duration.ofSeconds(8);

  /** When a close that waits for a model run waits no longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

  private final Set<String> names;

  // The web server's threads read both while they fill.
  private final Map<String, ModelShelf<?>> models = new ConcurrentSkipListMap<>();
  private final Map<String, PipelineApp> apps = new ConcurrentSkipListMap<>();
  private final Map<String, PipelineCounts> counts = new ConcurrentSkipListMap<>();
  private final Map<String, RecordRate> rates = new ConcurrentHashMap<>();
  private final ServiceMetrics metrics;
  private final Live live = new Live();
  private final ModelWatch modelWatch;
  private @Nullable WebServer web;

  private Service(SluiceConfig config, String version, ModelWatch.Loader loader) {
    this.names = config.pipelines().keySet();
    this.metrics = new ServiceMetrics(version, config.kafkaMetrics());
    this.modelWatch = new ModelWatch(metrics, loader);
  }

  /**
   * Starts everything. The source topics must exist; missing output topics are created.
   *
   * @param version what the metrics call the build
   * @param stateDir directory of the state stores, of this process alone
   * @param counts where each pipeline counts, to be read
   * @throws BrokerException when the broker does not answer or a source topic is missing
   * @throws ModelException when a model cannot be used
   * @throws io.sluice.schema.ChangedConfigurationException when a pipeline's state was stored by a
   *     configuration that it cannot be gone on with under this one
   * @throws IOException when the HTTP port cannot be had
   */
  public static Service start(
      SluiceConfig config,
      String version,
      Path stateDir,
      Function<PipelineConfig, PipelineCounts> counts)
      throws IOException, ModelException {
    ModelWatch.Loader trials = Trials.shared()::served;
    return start(config, version, stateDir, counts, trials);
  }

  /** As {@link #start(SluiceConfig, String, Path, Function)}, with models from elsewhere. */
  static Service start(
      SluiceConfig config,
      String version,
      Path stateDir,
      Function<PipelineConfig, PipelineCounts> counts,
      ModelWatch.Loader loader)
      throws IOException, ModelException {
    Service service = new Service(config, version, loader);
    try {
      // First, so that whoever watches sees a start that waits for its broker alive, but not ready.
      service.web =
          WebServer.start(
              config.http(),
              service.metrics::scrape,
              service::states,
              service.live,
              service.new Asked());
      service.prepare(config, stateDir, counts);
      service.apps.values().forEach(PipelineApp::start);
      service.modelWatch.start();
    } catch (IOException | ModelException | RuntimeException e) {
      service.close();
      throw e;
    }
    return service;
  }

  private void prepare(
      SluiceConfig config, Path stateDir, Function<PipelineConfig, PipelineCounts> counts)
      throws ModelException {
    metrics.bind(RocksDbMemory::bindTo);
    metrics.bind(new DiskSpaceMetrics(stateDir.toFile()));
    Map<PipelineConfig, Integer> partitions = new LinkedHashMap<>();
    Map<PipelineConfig, ConfigurationLog> logs = new HashMap<>();
    try (Topics topics = new Topics(config.kafka(), ANSWER)) {
      for (PipelineConfig pipeline : config.pipelines().values()) {
        ConfigurationLog log = new ConfigurationLog(config, pipeline, ANSWER);
        log.agree(topics);
        logs.put(pipeline, log);
        int count = PipelineTopics.ensure(topics, pipeline);
        PipelineTopics.requireSamePartitions(
            topics, pipeline, StreamsSettings.applicationId(config, pipeline), count);
        partitions.put(pipeline, count);
      }
    }
    Map<PipelineConfig, ModelShelf<?>> shelves = modelWatch.open(partitions.keySet());
    shelves.forEach((pipeline, shelf) -> models.put(pipeline.name(), shelf));
    for (Map.Entry<PipelineConfig, Integer> entry : partitions.entrySet()) {
      PipelineConfig pipeline = entry.getKey();
      ModelShelf<?> shelf = Objects.requireNonNull(shelves.get(pipeline));
      PipelineCounts read = counts.apply(pipeline);
      this.counts.put(pipeline.name(), read);
      rates.put(pipeline.name(), new RecordRate());
      PipelineMetrics counters = metrics.pipeline(pipeline, shelf.wanted().contract(), read);
      PipelineApp app =
          new PipelineApp(
              config,
              pipeline,
              Objects.requireNonNull(logs.get(pipeline)).confirm(),
              entry.getValue(),
              shelf,
              counters,
              live.add(pipeline),
              stateDir);
      apps.put(pipeline.name(), app);
      OwnerOnly.tighten(stateDir); // Kafka Streams lets the owner's group read it
      metrics.watch(pipeline.name(), app.streams(), app.lag());
    }
  }

  /** What the web server's threads may ask of the pipelines. */
  private final class Asked implements Queries {
    @Override
    public @Nullable PipelineQuery of(String pipeline) {
      PipelineApp app = apps.get(pipeline);
      return app == null ? null : app.query();
    }

    @Override
    public boolean isConfigured(String pipeline) {
      return names.contains(pipeline);
    }

    @Override
    public @Nullable Vitals vitals(String pipeline) {
      PipelineApp app = apps.get(pipeline);
      PipelineCounts read = counts.get(pipeline);
      if (app == null || read == null) {
        return null;
      }
      Collection<Long> lags = app.lag().lags().values();
      return new Vitals(
          lags.isEmpty() ? -1 : lags.stream().mapToLong(Long::longValue).sum(),
          read.streamTime(),
          read.recordCount(),
          rates.computeIfAbsent(pipeline, name -> new RecordRate()).at(read.recordCount()));
    }
  }

  /** A pipeline that the configuration has. */
  public PipelineApp app(String pipeline) {
    PipelineApp app = apps.get(pipeline);
    if (app == null) {
      throw new IllegalArgumentException("there is no pipeline " + pipeline);
    }
    return app;
  }

  /**
   * By pipeline, the name of its Kafka Streams state; of one that is running, that its broker does
   * not answer or that its model was given up.
   */
  public Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    names.forEach(name -> states.put(name, state(apps.get(name), models.get(name))));
    return states;
  }

  private static String state(@Nullable PipelineApp app, @Nullable ModelShelf<?> shelf) {
    if (app == null) {
      return HealthSource.CREATED;
    }
    if (!isRunning(app)) {
      return app.state().name();
    }
    if (app.lag().isBrokerSilent()) {
      return HealthSource.UNREACHABLE;
    }
    if (shelf == null) {
      return HealthSource.RUNNING;
    }
    if (shelf.isGivenUp(shelf.wanted().contract().hash())) {
      return HealthSource.MODEL_GIVEN_UP;
    }
    return shelf.isFallback() ? HealthSource.FALLBACK : HealthSource.RUNNING;
  }

  /** The port on which metrics and health are served. */
  public int httpPort() {
    return web == null ? 0 : web.port();
  }

  /**
   * Waits until every pipeline is running or has failed.
   *
   * @param stop ends the wait early
   * @return the states that ended the wait, as {@link #states} names them: a moment later a
   *     pipeline may be taking part in a rebalance
   */
  public Map<String, String> awaitRunning(BooleanSupplier stop) {
    Map<String, String> states = states();
    while (!stop.getAsBoolean() && states.values().stream().anyMatch(Service::isComing)) {
      LockSupport.parkNanos(POLL_NANOS);
      states = states();
    }
    return states;
  }

  private static boolean isComing(String state) {
    return state.equals(HealthSource.CREATED)
        || state.equals(KafkaStreams.State.REBALANCING.name());
  }

  private static boolean isRunning(PipelineApp app) {
    return app.state() == KafkaStreams.State.RUNNING;
  }

  private static boolean hasFailed(PipelineApp app) {
    return app.state() == KafkaStreams.State.PENDING_ERROR || app.state().hasCompletedShutdown();
  }

  /** Whether no pipeline is left that works. */
  public boolean isDown() {
    return apps.values().stream().allMatch(Service::hasFailed);
  }

  /**
   * Commits and stops the pipelines, all at once, then closes their models. A model run that keeps
   * a pipeline from stopping is ended; what it was for is left to the next start. Where even that
   * does not help, the model stays open: see {@link
   * io.sluice.model.onnx.OnnxStepModel#isAnyUnderWay}.
   */
  @Override
  public void close() {
    List<Thread> closers = new ArrayList<>();
    for (Map.Entry<String, PipelineApp> app : apps.entrySet()) {
      Thread closer =
          new Thread(() -> close(app.getKey(), app.getValue()), "close-" + app.getKey());
      closer.start();
      closers.add(closer);
    }
    long start = System.nanoTime();
    join(closers, start + PATIENCE.toNanos());
    models.values().forEach(ModelShelf::stop);
    join(closers, start + PATIENCE.multipliedBy(3).dividedBy(2).toNanos());
    if (OnnxStepModel.isAnyUnderWay()) {
      LOG.warn("event=model-run-not-ended"); // and not for as long as one operator may take
    } else {
      join(closers, start + CLOSE.plusSeconds(1).toNanos());
    }
    apps.clear();
    if (web != null) {
      web.close();
      web = null;
    }
    modelWatch.close();
    metrics.close();
    models.values().forEach(ModelShelf::close);
    models.clear();
  }

  private void close(String name, PipelineApp app) {
    metrics.unwatch(name);
    if (!app.close(CLOSE)) {
      LOG.warn("event=pipeline-not-stopped pipeline={} seconds={}", name, CLOSE.toSeconds());
    }
  }

  private static void join(List<Thread> closers, long deadline) {
    try {
      for (Thread closer : closers) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        closer.join(Math.max(1, millis));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
