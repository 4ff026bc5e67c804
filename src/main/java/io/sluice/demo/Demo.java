package io.sluice.demo;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.PipelineTopics;
import io.sluice.broker.Topics;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.http.HttpConfig;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelException;
import io.sluice.replay.SourcePublisher;
import io.sluice.replay.TopicTail;
import io.sluice.service.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Four simulated worlds, a broker, and a pipeline on each: the service at work without anything to
 * install. A data directory that is used again goes on where it stopped.
 */
public final class Demo implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration LAST_READ = Duration.ofSeconds(30);
  private static final double MILLIS = 1e-6;

  private final EmbeddedBroker broker;
  private final String host;
  private final List<DemoPipeline> pipelines = new ArrayList<>();
  private final List<SourcePublisher> publishers = new ArrayList<>();
  private @Nullable Service service;
  private @Nullable TopicTail tail;

  private Demo(EmbeddedBroker broker, String host) {
    this.broker = broker;
    this.host = host;
  }

  /**
   * Starts the broker and the pipelines; the worlds stand still until {@link #run}.
   *
   * @param bundled the demo's configuration, with pipelines named after worlds
   * @param http where metrics are served; null: as configured
   * @param version what the metrics call the build
   * @throws IOException when the HTTP port cannot be had
   * @throws ModelException when a model cannot be used
   */
  public static Demo start(
      SluiceConfig bundled, @Nullable HttpConfig http, String version, Path dataDir)
      throws IOException, ModelException {
    HttpConfig address = http == null ? bundled.http() : http;
    Demo demo = new Demo(EmbeddedBroker.start(dataDir), address.host());
    try {
      Map<String, String> kafka = Map.of("bootstrap.servers", demo.broker.bootstrapServers());
      SluiceConfig config =
          new SluiceConfig(
              bundled.applicationId(),
              kafka,
              bundled.streams(),
              address,
              bundled.kafkaMetrics(),
              bundled.pipelines());
      demo.prepare(config, version, dataDir.resolve("streams"));
    } catch (IOException | ModelException | RuntimeException e) {
      demo.close();
      throw e;
    }
    return demo;
  }

  private void prepare(SluiceConfig config, String version, Path stateDir)
      throws IOException, ModelException {
    Map<String, Board> boards = new HashMap<>();
    try (Topics topics = new Topics(config.kafka(), ANSWER)) {
      for (PipelineConfig pipeline : config.pipelines().values()) {
        PipelineTopics.create(topics, pipeline, 1);
        String source = pipeline.source().topic();
        SourcePublisher publisher = new SourcePublisher(config.kafka(), source);
        publishers.add(publisher);
        DemoPipeline world = world(pipeline, publisher, topics.newestTimestamp(source));
        pipelines.add(world);
        PipelineTopics.outputs(pipeline.topics())
            .forEach(topic -> boards.put(topic, world.board()));
      }
    }
    tail = TopicTail.start(config.kafka(), boards.keySet(), record -> take(boards, record));
    service = Service.start(config, version, stateDir, pipeline -> pipeline(pipeline).metrics());
  }

  private static void take(Map<String, Board> boards, ConsumerRecord<byte[], byte[]> record)
      throws IOException {
    Board board = boards.get(record.topic());
    if (board != null) {
      board.take(record);
    }
  }

  private static DemoPipeline world(
      PipelineConfig config, SourcePublisher publisher, long position) {
    World world = World.of(config);
    return new DemoPipeline(
        config, world.simulator(), world.speed(), publisher, new PipelineCounts(), position);
  }

  private DemoPipeline pipeline(PipelineConfig config) {
    return pipelines.stream()
        .filter(world -> world.name().equals(config.name()))
        .findFirst()
        .orElseThrow();
  }

  /** The worlds with their pipelines. */
  public List<DemoPipeline> pipelines() {
    return List.copyOf(pipelines);
  }

  /** What is most worth looking at in all worlds; empty before the first forecast. */
  public Optional<Highlight> highlight() {
    return pipelines.stream()
        .flatMap(pipeline -> pipeline.highlight().stream())
        .max(Comparator.comparing(Highlight::rank));
  }

  /** Where the page is. */
  public String url() {
    return "http://" + host + ":" + started().httpPort() + "/";
  }

  /**
   * Lets the worlds run.
   *
   * @param stop ends the run
   * @param watcher is called many times a second
   */
  public void run(BooleanSupplier stop, Consumer<Demo> watcher) {
    started().awaitRunning(stop);
    long last = System.nanoTime();
    while (!stop.getAsBoolean() && !started().isDown()) {
      long now = System.nanoTime();
      double passed = (now - last) * MILLIS;
      last = now;
      for (DemoPipeline pipeline : pipelines) {
        pipeline.advance(Math.min(passed, 1000));
      }
      watcher.accept(this);
      LockSupport.parkNanos(TICK.toNanos());
    }
  }

  /** Closes the last windows, waits for the pipelines, and reads what they have published. */
  public void finish() {
    Service running = started();
    for (DemoPipeline pipeline : pipelines) {
      pipeline.drain(running.app(pipeline.name()));
    }
    running.close();
    service = null;
    if (tail != null) {
      tail.finish(LAST_READ);
    }
  }

  private Service started() {
    if (service == null) {
      throw new IllegalStateException("the demo is not running");
    }
    return service;
  }

  @Override
  public void close() {
    if (service != null) {
      service.close();
    }
    if (tail != null) {
      tail.close();
    }
    publishers.forEach(SourcePublisher::close);
    broker.close();
  }
}
