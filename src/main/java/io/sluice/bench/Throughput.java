package io.sluice.bench;

import io.sluice.app.PipelineApp;
import io.sluice.app.StreamsSettings;
import io.sluice.bench.rig.Await;
import io.sluice.bench.rig.BenchCluster;
import io.sluice.bench.rig.BenchPipeline;
import io.sluice.bench.rig.BenchSetup;
import io.sluice.bench.rig.MeasuredPipeline;
import io.sluice.bench.rig.Memory;
import io.sluice.bench.rig.StoredBytes;
import io.sluice.bench.rig.StreamThreads;
import io.sluice.bench.rig.Workload;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.metrics.PipelineCounts;
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

  private final BenchSetup setup;
  private final BenchCluster cluster;
  private int round;

  /** Starts a broker. */
  public Throughput(BenchSetup setup) {
    this.setup = setup;
    this.cluster = new BenchCluster(setup.dir(), setup.threads());
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
    List<Round> shown = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      String name = i == 0 ? "warm-up" : "round " + i + " of " + rounds;
      progress.accept(name + ": pass-through");
      passThrough.add(passThrough(workload));
      progress.accept(name + ": pipeline");
      pipeline.add(pipeline(workload, false));
      progress.accept(name + ": pipeline with what the page shows");
      shown.add(pipeline(workload, true));
    }
    progress.accept("burst of %,d windows".formatted(workload.keys()));
    Burst burst = burst(workload.keys());
    return new ThroughputResult(
        workload,
        passThrough.subList(1, rounds + 1),
        pipeline.subList(1, rounds + 1),
        shown.subList(1, rounds + 1),
        burst);
  }

  private void fill(Workload workload) {
    cluster.send(EVENTS, workload, 0, workload.windows());
    cluster.closeThrough(EVENTS, workload.windows() - 1);
  }

  private MeasuredPipeline open(String topic, boolean isShown) {
    return new MeasuredPipeline(setup, cluster, "round-" + ++round, topic, setup.dir(), isShown);
  }

  /** Reads, decodes and writes every record. */
  private Round passThrough(Workload workload) {
    PipelineConfig pipeline = BenchPipeline.of(EVENTS, setup.modelFile());
    SluiceConfig service =
        BenchPipeline.service("round-" + ++round, cluster.client(), setup.threads(), pipeline);
    String group = StreamsSettings.applicationId(service, pipeline);
    try (KafkaStreams streams =
        new KafkaStreams(
            PassThrough.of(pipeline, SINK), StreamsSettings.of(service, pipeline, setup.dir()))) {
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
  private Round pipeline(Workload workload, boolean isShown) {
    try (MeasuredPipeline pipeline = open(EVENTS, isShown)) {
      PipelineCounts metrics = pipeline.counts();
      pipeline.app().start();
      Round result =
          measure(
              workload,
              pipeline.group(),
              pipeline.app().streams(),
              () -> pipeline.hasForecast(workload.windowsClosed()));
      if (metrics.windowedCount() != workload.records()) {
        throw new IllegalStateException(
            "of %d records, %d were windowed and %d late"
                .formatted(workload.records(), metrics.windowedCount(), metrics.lateCount()));
      }
      return result;
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

  /** Closes one window of all keys at once, first of new keys, then of the same keys again. */
  private Burst burst(int keys) {
    Workload workload = new Workload(keys, 1, 2);
    try (MeasuredPipeline pipeline = open(BURST, false)) {
      PipelineApp app = pipeline.app();
      pipeline.start();
      cluster.send(BURST, workload, 0, 1);
      Await.seconds(app::state, pipeline::isCommitted);
      double first = closeAll(pipeline, 0, keys);
      cluster.send(BURST, workload, 1, 2);
      Await.seconds(app::state, pipeline::isCommitted);
      long stored = StoredBytes.of(app.streams());
      long heap = Memory.heapAfterCollection();
      return new Burst(first, closeAll(pipeline, 1, 2L * keys), stored, heap);
    }
  }

  private double closeAll(MeasuredPipeline pipeline, int window, long forecasts) {
    long start = System.nanoTime();
    cluster.closeThrough(BURST, window);
    Await.seconds(pipeline.app()::state, () -> pipeline.hasForecast(forecasts));
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
