package io.sluice.bench;

import io.sluice.app.PipelineApp;
import io.sluice.app.StreamsSettings;
import io.sluice.bench.rig.Await;
import io.sluice.bench.rig.BenchCluster;
import io.sluice.bench.rig.BenchPipeline;
import io.sluice.bench.rig.Memory;
import io.sluice.bench.rig.StoredBytes;
import io.sluice.bench.rig.StreamThreads;
import io.sluice.bench.rig.Workload;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Measures the whole pipeline beside a pass-through on the same broker, topics and thread count,
 * both exactly-once with a commit every second. A round reads the source topic from its beginning
 * with a new consumer group and empty stores; it starts when the tasks run and ends when the broker
 * has all offsets committed and every forecast visible to readers.
 */
public final class Throughput implements AutoCloseable {
  private static final String EVENTS = "events";
  private static final String BURST = "burst";
  private static final String SINK = "sink";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private final StepModel model;
  private final Path modelFile;
  private final Path dir;
  private final int threads;
  private final BenchCluster cluster;
  private int round;

  /**
   * Starts a broker.
   *
   * @param model stays the caller's, to be closed after this
   * @param dir an empty directory for the broker's and the stores' data
   * @param threads stream threads, and partitions of every topic
   */
  public Throughput(StepModel model, Path modelFile, Path dir, int threads) {
    this.model = model;
    this.modelFile = modelFile;
    this.dir = dir;
    this.threads = threads;
    this.cluster = new BenchCluster(dir, threads);
    cluster.create(EVENTS, BURST, SINK);
  }

  /**
   * Fills the source topic, warms both up, and measures them in turn. Call it once.
   *
   * @param rounds the measured rounds of each
   * @param progress is informed of what is done next
   */
  public ThroughputResult run(Workload workload, int rounds, Consumer<String> progress) {
    progress.accept("sending %,d records".formatted(workload.records()));
    fill(workload);
    List<Round> passThrough = new ArrayList<>();
    List<Round> pipeline = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      String name = i == 0 ? "warm-up" : "round " + i + " of " + rounds;
      progress.accept(name + ": pass-through");
      passThrough.add(passThrough(workload));
      progress.accept(name + ": pipeline");
      pipeline.add(pipeline(workload));
    }
    progress.accept("burst of %,d windows".formatted(workload.keys()));
    Burst burst = burst(workload.keys());
    return new ThroughputResult(
        workload, passThrough.subList(1, rounds + 1), pipeline.subList(1, rounds + 1), burst);
  }

  private void fill(Workload workload) {
    cluster.send(EVENTS, workload, 0, workload.windows());
    cluster.close(EVENTS, workload.windows() - 1);
  }

  private SluiceConfig service(PipelineConfig pipeline) {
    return BenchPipeline.service("round-" + ++round, cluster.client(), threads, pipeline);
  }

  /** Reads, decodes and writes every record. */
  private Round passThrough(Workload workload) {
    PipelineConfig pipeline = BenchPipeline.of(EVENTS, modelFile);
    SluiceConfig service = service(pipeline);
    String group = StreamsSettings.applicationId(service, pipeline);
    try (KafkaStreams streams =
        new KafkaStreams(
            PassThrough.of(pipeline, SINK), StreamsSettings.of(service, pipeline, dir))) {
      // With several threads, the first would be through before the last is there.
      streams.pause();
      streams.start();
      return measure(
          workload,
          group,
          streams,
          () -> cluster.isCommitted(group, EVENTS) && cluster.isVisible(SINK));
    }
  }

  /** Runs the whole pipeline over every record. */
  private Round pipeline(Workload workload) {
    PipelineConfig pipeline = BenchPipeline.of(EVENTS, modelFile);
    SluiceConfig service = service(pipeline);
    String group = StreamsSettings.applicationId(service, pipeline);
    PipelineCounts metrics = new PipelineCounts();
    PipelineApp app =
        new PipelineApp(service, pipeline, threads, new ModelShelf(model), metrics, dir);
    try {
      app.start();
      Round result =
          measure(
              workload,
              group,
              app.streams(),
              () -> isDone(metrics, workload.windowsClosed(), group, EVENTS));
      if (metrics.windowedCount() != workload.records()) {
        throw new IllegalStateException(
            "of %d records, %d were windowed and %d late"
                .formatted(workload.records(), metrics.windowedCount(), metrics.lateCount()));
      }
      return result;
    } finally {
      app.close(CLOSE_LIMIT);
    }
  }

  private Round measure(
      Workload workload, String group, KafkaStreams streams, BooleanSupplier done) {
    Await.running(streams::state);
    long cpu = StreamThreads.cpuNanos(group);
    streams.resume();
    double seconds = Await.seconds(streams::state, done);
    return new Round(workload.records(), seconds, StreamThreads.cpuNanos(group) - cpu);
  }

  private boolean isDone(PipelineCounts metrics, long forecasts, String group, String topic) {
    return metrics.forecastCount() >= forecasts
        && cluster.isCommitted(group, topic)
        && cluster.isVisible(BenchPipeline.TOPICS.forecasts());
  }

  /** Closes one window of all keys at once, first of new keys, then of the same keys again. */
  private Burst burst(int keys) {
    Workload workload = new Workload(keys, 1, 2);
    PipelineConfig pipeline = BenchPipeline.of(BURST, modelFile);
    SluiceConfig service = service(pipeline);
    String group = StreamsSettings.applicationId(service, pipeline);
    PipelineCounts metrics = new PipelineCounts();
    PipelineApp app =
        new PipelineApp(service, pipeline, threads, new ModelShelf(model), metrics, dir);
    try {
      app.start();
      Await.running(app::state);
      cluster.send(BURST, workload, 0, 1);
      Await.seconds(app::state, () -> cluster.isCommitted(group, BURST));
      double first = closeAll(app, metrics, group, 0, keys);
      cluster.send(BURST, workload, 1, 2);
      Await.seconds(app::state, () -> cluster.isCommitted(group, BURST));
      long stored = StoredBytes.of(app.streams());
      long heap = Memory.heapAfterCollection();
      return new Burst(first, closeAll(app, metrics, group, 1, 2L * keys), stored, heap);
    } finally {
      app.close(CLOSE_LIMIT);
    }
  }

  private double closeAll(
      PipelineApp app, PipelineCounts metrics, String group, int window, long forecasts) {
    long start = System.nanoTime();
    cluster.close(BURST, window);
    Await.seconds(app::state, () -> isDone(metrics, forecasts, group, BURST));
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
