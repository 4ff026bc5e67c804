package io.sluice.bench;

import io.sluice.app.StreamsSettings;
import io.sluice.bench.rig.Await;
import io.sluice.bench.rig.BenchCluster;
import io.sluice.bench.rig.BenchPipeline;
import io.sluice.bench.rig.StreamThreads;
import io.sluice.bench.rig.Workload;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelException;
import io.sluice.service.Service;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Measures how long a service takes to answer about a series, over HTTP, while its pipeline works.
 * Questions are about keys drawn at random and come at an even rate; each is timed from when it was
 * due, so that none is spared what the one before it waited for.
 */
public final class ApiLatency implements AutoCloseable {
  private static final String EVENTS = "events";
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Path modelFile;
  private final Path dir;
  private final int threads;
  private final BenchCluster cluster;
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * Starts a broker.
   *
   * @param dir an empty directory for the broker's and the stores' data
   * @param threads stream threads, and partitions of every topic
   */
  public ApiLatency(Path modelFile, Path dir, int threads) {
    this.modelFile = modelFile;
    this.dir = dir;
    this.threads = threads;
    this.cluster = new BenchCluster(dir, threads);
    cluster.create(EVENTS);
  }

  /**
   * Measures. Call it once.
   *
   * @param before what all keys send before it is measured
   * @param perSecond records sent per second while it is, of all keys
   * @param asksPerSecond questions per second
   * @param length for how long
   * @param progress is informed of what is done next
   * @throws IllegalStateException when the pipeline fails, or a question is not answered
   */
  public ApiLatencyResult run(
      Workload before,
      double perSecond,
      double asksPerSecond,
      Duration length,
      Consumer<String> progress)
      throws IOException, ModelException {
    PipelineConfig pipeline = BenchPipeline.of(EVENTS, modelFile);
    SluiceConfig config = BenchPipeline.service("api", cluster.client(), threads, pipeline);
    String group = StreamsSettings.applicationId(config, pipeline);
    PipelineCounts counts = new PipelineCounts();
    progress.accept("sending %,d records".formatted(before.records()));
    cluster.send(EVENTS, before, 0, before.windows());
    try (Service service = Service.start(config, "bench", dir.resolve("state"), of -> counts)) {
      cluster.closeThrough(EVENTS, before.windows() - 1);
      Await.seconds(
          service.app(EVENTS)::state, () -> counts.forecastCount() >= before.windowsClosed());
      progress.accept("measuring for %d s".formatted(length.toSeconds()));
      long cpu = StreamThreads.cpuNanos(group);
      long records = counts.recordCount();
      long start = System.nanoTime();
      CompletableFuture<Workload> sending =
          CompletableFuture.supplyAsync(
              () -> cluster.sendAtRate(EVENTS, before, perSecond, length));
      long[] nanos = ask(service.httpPort(), before.keys(), asksPerSecond, length);
      double seconds = (System.nanoTime() - start) / 1e9;
      double busy = (StreamThreads.cpuNanos(group) - cpu) / 1e9 / seconds / threads;
      double rate = (counts.recordCount() - records) / seconds;
      sending.join();
      return new ApiLatencyResult(before.keys(), rate, busy, nanos);
    }
  }

  private long[] ask(int port, int keys, double perSecond, Duration length) {
    Random random = new Random(1);
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    long start = System.nanoTime();
    for (long due = 0; due < length.toNanos(); due = (long) (answers.size() / perSecond * 1e9)) {
      LockSupport.parkNanos(start + due - System.nanoTime());
      String key = new String(Workload.key(random.nextInt(keys)), StandardCharsets.US_ASCII);
      answers.add(ask(port, key, start + due));
    }
    return answers.stream().mapToLong(CompletableFuture::join).toArray();
  }

  private CompletableFuture<Long> ask(int port, String key, long due) {
    String path =
        "/api/v1/pipelines/%s/series/%s"
            .formatted(EVENTS, URLEncoder.encode(key, StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(LONGEST)
            .build();
    return client
        .sendAsync(request, BodyHandlers.ofByteArray())
        .thenApply(
            answer -> {
              if (answer.statusCode() != 200) {
                throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
              }
              return System.nanoTime() - due;
            });
  }

  @Override
  public void close() {
    cluster.close();
  }
}
