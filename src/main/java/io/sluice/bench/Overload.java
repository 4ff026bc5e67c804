package io.sluice.bench;

import io.sluice.app.PipelineApp;
import io.sluice.app.StreamsSettings;
import io.sluice.bench.rig.Await;
import io.sluice.bench.rig.BenchCluster;
import io.sluice.bench.rig.BenchPipeline;
import io.sluice.bench.rig.Memory;
import io.sluice.bench.rig.Workload;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Sends a pipeline more than it can process. First it lets the pipeline work off a backlog, which
 * gives the rate that it sustains on this machine; then it sends several times that rate for a
 * while, and waits until the pipeline has caught up and committed everything.
 */
public final class Overload implements AutoCloseable {
  private static final String EVENTS = "overload";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
  private static final long SAMPLE_NANOS = Duration.ofMillis(200).toNanos();

  private final StepModel model;
  private final Path modelFile;
  private final Path dir;
  private final int threads;
  private final BenchCluster cluster;

  /**
   * Starts a broker.
   *
   * @param model stays the caller's, to be closed after this
   * @param dir an empty directory for the broker's and the stores' data
   * @param threads stream threads, and partitions of every topic
   */
  public Overload(StepModel model, Path modelFile, Path dir, int threads) {
    this.model = model;
    this.modelFile = modelFile;
    this.dir = dir;
    this.threads = threads;
    this.cluster = new BenchCluster(dir, threads);
    cluster.create(EVENTS);
  }

  /**
   * Measures. Call it once.
   *
   * @param backlog whole windows that are worked off first, to find the rate
   * @param factor times the sustained rate
   * @param length for how long
   * @param progress is informed of how it goes
   * @throws IllegalStateException when the pipeline fails, or loses a record or a window
   */
  public OverloadResult run(
      Workload backlog, double factor, Duration length, Consumer<String> progress) {
    PipelineConfig pipeline = BenchPipeline.of(EVENTS, modelFile);
    SluiceConfig service = BenchPipeline.service("overload", cluster.client(), threads, pipeline);
    String group = StreamsSettings.applicationId(service, pipeline);
    PipelineCounts metrics = new PipelineCounts();
    PipelineApp app =
        new PipelineApp(service, pipeline, threads, new ModelShelf(model), metrics, dir);
    try {
      progress.accept("backlog of %,d records".formatted(backlog.records()));
      app.start();
      Await.running(app::state);
      // The first half warms up.
      int half = backlog.windows() / 2;
      workOff(app, metrics, backlog, 0, half);
      double seconds = workOff(app, metrics, backlog, half, backlog.windows());
      double sustained =
          (double) (backlog.windows() - half) * backlog.keys() * backlog.perWindow() / seconds;
      Await.seconds(app::state, () -> cluster.isCommitted(group, EVENTS));
      Memory before = Memory.afterCollection();

      progress.accept(
          "%,.0f records/s sustained; sending %,.0f records/s for %d s"
              .formatted(sustained, factor * sustained, length.toSeconds()));
      long start = System.nanoTime();
      CompletableFuture<Workload> sending =
          CompletableFuture.supplyAsync(
              () -> cluster.sendAtRate(EVENTS, backlog, factor * sustained, length));
      Memory peak = before;
      while (!sending.isDone()) {
        Await.requireAlive(app.state());
        peak = peak.max(Memory.now());
        Await.nanos(SAMPLE_NANOS);
      }
      Workload sent = result(sending);
      double sendSeconds = (System.nanoTime() - start) / 1e9;
      long behind = sent.records() - metrics.windowedCount();
      cluster.close(EVENTS, sent.windows() - 1);

      progress.accept("%,d records behind; catching up".formatted(behind));
      Memory[] most = {peak};
      double catchUp =
          Await.seconds(
              app::state,
              () -> {
                most[0] = most[0].max(Memory.now());
                return metrics.forecastCount() >= sent.windowsClosed()
                    && cluster.isCommitted(group, EVENTS)
                    && cluster.isVisible(BenchPipeline.TOPICS.forecasts());
              });
      if (metrics.windowedCount() != sent.records()
          || metrics.forecastCount() != sent.windowsClosed()) {
        throw new IllegalStateException(
            "of %d records %d were windowed and %d late, of %d windows %d forecast"
                .formatted(
                    sent.records(),
                    metrics.windowedCount(),
                    metrics.lateCount(),
                    sent.windowsClosed(),
                    metrics.forecastCount()));
      }
      return new OverloadResult(
          sent,
          sustained,
          (sent.records() - backlog.records()) / sendSeconds,
          sendSeconds,
          behind,
          catchUp,
          before,
          most[0],
          Memory.afterCollection());
    } finally {
      app.close(CLOSE_LIMIT);
    }
  }

  /**
   * Sends windows while the pipeline is paused, and returns the seconds from then until all of
   * their records were processed and committed. Counts come with commits, not with records.
   */
  private double workOff(
      PipelineApp app, PipelineCounts metrics, Workload backlog, int from, int to) {
    app.streams().pause();
    cluster.send(EVENTS, backlog, from, to);
    app.streams().resume();
    long records = (long) to * backlog.keys() * backlog.perWindow();
    return Await.seconds(app::state, () -> metrics.windowedCount() >= records);
  }

  private static Workload result(CompletableFuture<Workload> sending) {
    try {
      return sending.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot send", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
