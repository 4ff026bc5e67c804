package io.sluice.bench;

import io.sluice.app.PipelineApp;
import io.sluice.bench.rig.Await;
import io.sluice.bench.rig.BenchCluster;
import io.sluice.bench.rig.BenchSetup;
import io.sluice.bench.rig.MeasuredPipeline;
import io.sluice.bench.rig.Memory;
import io.sluice.bench.rig.Workload;
import io.sluice.metrics.PipelineCounts;
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
  private static final long SAMPLE_NANOS = Duration.ofMillis(200).toNanos();

  private final BenchSetup setup;
  private final BenchCluster cluster;

  /** Starts a broker. */
  public Overload(BenchSetup setup) {
    this.setup = setup;
    this.cluster = new BenchCluster(setup.dir(), setup.threads());
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
    try (MeasuredPipeline pipeline =
        new MeasuredPipeline(setup, cluster, "overload", EVENTS, setup.dir())) {
      PipelineApp app = pipeline.app();
      PipelineCounts metrics = pipeline.counts();
      progress.accept("backlog of %,d records".formatted(backlog.records()));
      pipeline.start();
      // The first half warms up.
      int half = backlog.windows() / 2;
      workOff(app, metrics, backlog, 0, half);
      double seconds = workOff(app, metrics, backlog, half, backlog.windows());
      double sustained =
          (double) (backlog.windows() - half) * backlog.keys() * backlog.perWindow() / seconds;
      Await.seconds(app::state, pipeline::isCommitted);
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
      cluster.closeThrough(EVENTS, sent.windows() - 1);

      progress.accept("%,d records behind; catching up".formatted(behind));
      Memory[] most = {peak};
      double catchUp =
          Await.seconds(
              app::state,
              () -> {
                most[0] = most[0].max(Memory.now());
                return pipeline.hasForecast(sent.windowsClosed());
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
