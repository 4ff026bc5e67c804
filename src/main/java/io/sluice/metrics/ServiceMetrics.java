package io.sluice.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.kafka.KafkaMetrics;
import io.sluice.config.yaml.KebabCase;
import io.sluice.model.ModelIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of the process, for Prometheus: its pipelines, their Kafka Streams applications, the
 * JVM and the process.
 *
 * <pre>{@code
 * try (ServiceMetrics metrics = new ServiceMetrics(version, KafkaMetrics.NEEDED)) {
 *   PipelineMetrics counted = metrics.pipeline(pipeline, contract, new PipelineCounts());
 *   PipelineApp app = new PipelineApp(config, pipeline, 1, model, counted, dir);
 *   app.start();
 *   metrics.watch(pipeline.name(), app.streams(), app.lag());
 *   Exposition all = metrics.scrape(null);
 *   metrics.unwatch(pipeline.name());
 * }
 * }</pre>
 *
 * <p>Thread-safe. Every family has the same labels for all pipelines, as Prometheus wants it.
 */
public final class ServiceMetrics implements AutoCloseable {
  /** By the names that Micrometer gives them, those of Kafka's that the dashboards show. */
  private static final Set<String> NEEDED =
      Set.of(
          "kafka.stream.alive.stream.threads",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.commit.ratio",
          "kafka.stream.thread.poll.ratio",
          "kafka.stream.thread.process.ratio",
          "kafka.stream.thread.task.closed.total");

  private final PrometheusRegistry prometheus = new PrometheusRegistry();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
  private final TracedMeters traced = new TracedMeters(prometheus);
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private final Map<String, Gauge> models = new ConcurrentHashMap<>();

  /** What is measured of a running pipeline beside its own counts. */
  private record Watched(
      KafkaStreamsMetrics streams, MultiGauge lags, Gauge reachable, Gauge running, GroupLag lag) {
    void refresh() {
      List<MultiGauge.Row<?>> rows = new ArrayList<>();
      lag.lags()
          .forEach(
              (partition, records) ->
                  rows.add(
                      MultiGauge.Row.of(
                          Tags.of(
                              "topic",
                              partition.topic(),
                              "partition",
                              String.valueOf(partition.partition())),
                          records)));
      lags.register(rows, true);
    }
  }

  /** Starts to measure the process. */
  public ServiceMetrics(String version, KafkaMetrics kafka) {
    if (kafka == KafkaMetrics.NEEDED) {
      registry
          .config()
          .meterFilter(
              MeterFilter.deny(
                  id -> id.getName().startsWith("kafka.") && !NEEDED.contains(id.getName())));
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    info("build", "The running build", Tags.of("version", version));
  }

  /**
   * Where a pipeline counts. Call it once per pipeline.
   *
   * @param counts what is counted, and shown
   */
  public PipelineMetrics pipeline(
      PipelineConfig pipeline, ModelIdentity model, PipelineCounts counts) {
    modelAccepted(pipeline, model);
    refusals(pipeline.name());
    givenUp(pipeline.name());
    List<String> targets = pipeline.targets().stream().map(TargetConfig::name).toList();
    return new MicrometerMetrics(
        registry, traced, pipeline.name(), targets, pipeline.covariates().known(), counts);
  }

  /** The model that a pipeline is served by from now on. */
  public void modelAccepted(PipelineConfig pipeline, ModelIdentity model) {
    Gauge gauge =
        info(
            "model",
            "The model in force",
            Tags.of("pipeline", pipeline.name())
                .and("name", model.name(), "version", model.version(), "hash", model.hash())
                .and("cell", model.cell())
                .and("provider", KebabCase.of(pipeline.provider())));
    Gauge before = models.put(pipeline.name(), gauge);
    if (before != null) {
      registry.remove(before);
    }
  }

  /** A new model file of a pipeline could not be used. */
  public void modelRefused(String pipeline) {
    refusals(pipeline).increment();
  }

  private Counter refusals(String pipeline) {
    return Counter.builder("sluice.model.refusals")
        .description("New model files that could not be used")
        .tags(Tags.of("pipeline", pipeline))
        .register(registry);
  }

  /** A pipeline's model was given up because its runs do not end in time. */
  public void modelGivenUp(String pipeline) {
    givenUp(pipeline).increment();
  }

  private Counter givenUp(String pipeline) {
    return Counter.builder("sluice.model.given.up")
        .description("Models that were given up because a run took too long twice")
        .tags(Tags.of("pipeline", pipeline))
        .register(registry);
  }

  /** Adds what another part of the process measures. */
  public void bind(MeterBinder binder) {
    binder.bindTo(registry);
  }

  private Gauge info(String name, String description, Tags tags) {
    return Gauge.builder("sluice." + name + ".info", () -> 1)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** Adds a running application's Kafka metrics and its lag, until {@link #unwatch}. */
  public void watch(String pipeline, KafkaStreams streams, GroupLag lag) {
    Tags tags = Tags.of("pipeline", pipeline);
    KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams, tags);
    kafka.bindTo(registry);
    MultiGauge lags =
        MultiGauge.builder("sluice.input.lag")
            .description("Records of the input that are not committed")
            .baseUnit("records")
            .tags(tags)
            .register(registry);
    Gauge reachable =
        Gauge.builder("sluice.broker.reachable", lag, asked -> asked.isBrokerSilent() ? 0 : 1)
            .description("Whether the broker has answered within 15 s")
            .tags(tags)
            .register(registry);
    Gauge running =
        Gauge.builder(
                "sluice.pipeline.running",
                streams,
                app -> app.state() == KafkaStreams.State.RUNNING ? 1 : 0)
            .description("Whether all tasks run; 0 while they move or are restored")
            .tags(tags)
            .register(registry);
    watched.put(pipeline, new Watched(kafka, lags, reachable, running, lag));
  }

  /** Drops what {@link #watch} added; the pipeline's own counts stay. */
  public void unwatch(String pipeline) {
    Watched gone = watched.remove(pipeline);
    if (gone != null) {
      gone.streams().close();
      gone.lags().register(List.of(), true);
      registry.remove(gone.reachable());
      registry.remove(gone.running());
    }
  }

  /**
   * All metrics.
   *
   * @param accept the formats that are taken, as in the header {@code Accept} of HTTP: OpenMetrics
   *     with exemplars, Prometheus' protobuf with native histograms too; null or neither:
   *     Prometheus' text format 0.0.4
   */
  public Exposition scrape(@Nullable String accept) {
    watched.values().forEach(Watched::refresh);
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      writer.write(body, prometheus.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a ByteArrayOutputStream does not fail
    }
    return new Exposition(writer.getContentType(), body.toByteArray());
  }

  @Override
  public void close() {
    watched.keySet().forEach(this::unwatch);
    garbageCollection.close();
    registry.close();
  }
}
