package io.sluice.service;

import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.sluice.broker.BrokerException;
import io.sluice.broker.PipelineTopics;
import io.sluice.broker.Topics;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.metrics.CompositeMetrics;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.metrics.ServiceMetrics;
import io.sluice.model.ModelException;
import io.sluice.model.ModelShelf;
import io.sluice.topology.PipelineApp;
import io.sluice.topology.RocksDbMemory;
import io.sluice.topology.StreamsSettings;
import io.sluice.web.HealthSource;
import io.sluice.web.WebServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

  private final List<ModelShelf> models = new ArrayList<>();
  private final Map<String, PipelineApp> apps = new LinkedHashMap<>();
  private final ServiceMetrics metrics;
  private final ModelWatch modelWatch;
  private @Nullable WebServer web;

  private Service(String version) {
    this.metrics = new ServiceMetrics(version);
    this.modelWatch = new ModelWatch(metrics);
  }

  /**
   * Starts everything. The source topics must exist; missing output topics are created.
   *
   * @param version what the metrics call the build
   * @param stateDir directory of the state stores, of this process alone
   * @param counts where each pipeline counts beside the metrics
   * @throws BrokerException when the broker does not answer or a source topic is missing
   * @throws ModelException when a model cannot be used
   * @throws IOException when the HTTP port cannot be had
   */
  public static Service start(
      SluiceConfig config,
      String version,
      Path stateDir,
      Function<PipelineConfig, PipelineMetrics> counts)
      throws IOException, ModelException {
    Service service = new Service(version);
    try {
      service.prepare(config, stateDir, counts);
      service.web = WebServer.start(config.http(), service.metrics::scrape, service::states);
      service.apps.values().forEach(PipelineApp::start);
      service.modelWatch.start();
    } catch (IOException | ModelException | RuntimeException e) {
      service.close();
      throw e;
    }
    return service;
  }

  private void prepare(
      SluiceConfig config, Path stateDir, Function<PipelineConfig, PipelineMetrics> counts)
      throws ModelException {
    metrics.bind(RocksDbMemory::bindTo);
    metrics.bind(new DiskSpaceMetrics(stateDir.toFile()));
    Map<PipelineConfig, Integer> partitions = new LinkedHashMap<>();
    try (Topics topics = new Topics(config.kafka(), ANSWER)) {
      for (PipelineConfig pipeline : config.pipelines().values()) {
        int count = PipelineTopics.ensure(topics, pipeline);
        PipelineTopics.requireSamePartitions(
            topics, pipeline, StreamsSettings.applicationId(config, pipeline), count);
        partitions.put(pipeline, count);
      }
    }
    for (Map.Entry<PipelineConfig, Integer> entry : partitions.entrySet()) {
      PipelineConfig pipeline = entry.getKey();
      ModelShelf shelf = modelWatch.open(pipeline);
      models.add(shelf);
      PipelineMetrics counters =
          new CompositeMetrics(
              metrics.pipeline(pipeline, shelf.wanted().contract()), counts.apply(pipeline));
      PipelineApp app =
          new PipelineApp(config, pipeline, entry.getValue(), shelf, counters, stateDir);
      apps.put(pipeline.name(), app);
      metrics.watch(pipeline.name(), app.streams(), app.lag());
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

  /** By pipeline, the name of its Kafka Streams state, or that its broker does not answer. */
  public Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    apps.forEach((name, app) -> states.put(name, state(app)));
    return states;
  }

  private static String state(PipelineApp app) {
    return isRunning(app) && app.lag().isBrokerSilent()
        ? HealthSource.UNREACHABLE
        : app.state().name();
  }

  /** The port on which metrics and health are served. */
  public int httpPort() {
    return web == null ? 0 : web.port();
  }

  /**
   * Waits until every pipeline is running or has failed.
   *
   * @param stop ends the wait early
   * @return whether all are running
   */
  public boolean awaitRunning(BooleanSupplier stop) {
    while (!stop.getAsBoolean()
        && apps.values().stream().anyMatch(app -> !isRunning(app) && !hasFailed(app))) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return apps.values().stream().allMatch(Service::isRunning);
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

  /** Commits and stops the pipelines, all at once, then closes their models. */
  @Override
  public void close() {
    List<Thread> closers = new ArrayList<>();
    for (Map.Entry<String, PipelineApp> app : apps.entrySet()) {
      Thread closer =
          new Thread(() -> close(app.getKey(), app.getValue()), "close-" + app.getKey());
      closer.start();
      closers.add(closer);
    }
    for (Thread closer : closers) {
      join(closer);
    }
    apps.clear();
    if (web != null) {
      web.close();
      web = null;
    }
    modelWatch.close();
    metrics.close();
    models.forEach(ModelShelf::close);
    models.clear();
  }

  private void close(String name, PipelineApp app) {
    metrics.unwatch(name);
    if (!app.close(CLOSE)) {
      LOG.warn("event=pipeline-not-stopped pipeline={} seconds={}", name, CLOSE.toSeconds());
    }
  }

  private static void join(Thread closer) {
    try {
      closer.join(CLOSE.plusSeconds(1).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
