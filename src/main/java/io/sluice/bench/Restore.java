package io.sluice.bench;

import io.sluice.bench.rig.Await;
import io.sluice.bench.rig.BenchCluster;
import io.sluice.bench.rig.BenchSetup;
import io.sluice.bench.rig.MeasuredPipeline;
import io.sluice.bench.rig.Workload;
import io.sluice.metrics.PipelineCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Takes the stores away from a pipeline and measures how long it takes to have them back from the
 * changelogs. Afterwards all keys get one window more: none may be new.
 */
public final class Restore implements AutoCloseable {
  private static final String EVENTS = "restore";

  private final BenchSetup setup;
  private final BenchCluster cluster;

  /** Starts a broker. */
  public Restore(BenchSetup setup) {
    this.setup = setup;
    this.cluster = new BenchCluster(setup.dir().resolve("broker"), setup.threads());
    cluster.create(EVENTS);
  }

  /**
   * Measures. Call it once.
   *
   * @param workload what gives the keys their state
   * @param progress is informed of how it goes
   * @throws IllegalStateException when the pipeline fails, or forgets a key
   */
  public RestoreResult run(Workload workload, Consumer<String> progress) {
    Path stores = setup.dir().resolve("stores");
    progress.accept("%,d records give the keys their state".formatted(workload.records()));
    cluster.send(EVENTS, workload, 0, workload.windows());
    cluster.closeThrough(EVENTS, workload.windows() - 1);
    start(stores, workload.windowsClosed(), workload.keys());
    long disk = bytes(stores);
    long changelog = cluster.bytes("-changelog");
    progress.accept("starting with the stores in place");
    double warm = start(stores, 0, 0);
    progress.accept("starting without them");
    cluster.send(EVENTS, workload, workload.windows(), workload.windows() + 1);
    cluster.closeThrough(EVENTS, workload.windows());
    double cold = start(setup.dir().resolve("restored"), workload.keys(), 0);
    return new RestoreResult(workload.keys(), workload.windows(), disk, changelog, warm, cold);
  }

  /**
   * Runs the pipeline on these stores until so many windows are forecast.
   *
   * @param newKeys how many keys must be new to it
   * @return how long its start took, in seconds
   */
  private double start(Path stores, long forecasts, int newKeys) {
    try (MeasuredPipeline pipeline =
        new MeasuredPipeline(setup, cluster, "restore", EVENTS, stores)) {
      PipelineCounts metrics = pipeline.counts();
      long begin = System.nanoTime();
      pipeline.start();
      double seconds = (System.nanoTime() - begin) / 1e9;
      Await.seconds(
          pipeline.app()::state,
          () -> metrics.forecastCount() >= forecasts && pipeline.isCommitted());
      if (metrics.keysCreatedCount() != newKeys) {
        throw new IllegalStateException(
            "%d keys were new instead of %d".formatted(metrics.keysCreatedCount(), newKeys));
      }
      return seconds;
    }
  }

  private static long bytes(Path dir) {
    try (Stream<Path> files = Files.walk(dir)) {
      return files.filter(Files::isRegularFile).mapToLong(Restore::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
