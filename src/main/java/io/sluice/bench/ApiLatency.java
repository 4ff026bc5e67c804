package io.sluice.bench;

import io.sluice.app.StreamsSettings;
import io.sluice.bench.rig.Await;
import io.sluice.bench.rig.BenchCluster;
import io.sluice.bench.rig.BenchPipeline;
import io.sluice.bench.rig.Cores;
import io.sluice.bench.rig.Stalls;
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
import java.net.http.HttpResponse;
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
 * due, so that none is spared what the one before it waited for. Broker, producer, service and
 * asker share one process and its cores, so it is told beside that how long the service's handler
 * took, and how late a thread is that does nothing but wake.
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
   * @param warmUp for how long it asks before what counts
   * @param length for how long that is
   * @param progress is informed of what is done next
   * @throws IllegalArgumentException when no window would be through in that time
   * @throws IllegalStateException when the pipeline fails, or a question is not answered
   */
  public ApiLatencyResult run(
      Workload before,
      double perSecond,
      double asksPerSecond,
      Duration warmUp,
      Duration length,
      Consumer<String> progress)
      throws IOException, ModelException {
    double window = before.keys() * before.perWindow() / perSecond;
    if (window > length.toSeconds()) {
      throw new IllegalArgumentException(
          "at that rate a window takes %.0f s, longer than is measured".formatted(window));
    }
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
      progress.accept("warming up for %d s".formatted(warmUp.toSeconds()));
      ask(service.httpPort(), before.keys(), asksPerSecond, warmUp);
      progress.accept("measuring for %d s".formatted(length.toSeconds()));
      long cpu = StreamThreads.cpuNanos(group);
      long records = counts.recordCount();
      long start = System.nanoTime();
      Cores cores = new Cores();
      Stalls stalls = new Stalls();
      CompletableFuture<Workload> sending =
          CompletableFuture.supplyAsync(
              () -> cluster.sendAtRate(EVENTS, before, perSecond, length));
      List<Answer> answers = ask(service.httpPort(), before.keys(), asksPerSecond, length);
      Cores.Shares shares = cores.shares();
      long[] late = stalls.end();
      double seconds = (System.nanoTime() - start) / 1e9;
      double busy = (StreamThreads.cpuNanos(group) - cpu) / 1e9 / seconds / threads;
      double rate = (counts.recordCount() - records) / seconds;
      sending.join();
      return new ApiLatencyResult(
          before.keys(),
          rate,
          busy,
          answers.stream().mapToLong(Answer::nanos).toArray(),
          answers.stream().mapToLong(Answer::handlerNanos).toArray(),
          late,
          shares);
    }
  }

  /**
   * How long an answer took.
   *
   * @param nanos from when it was due until it was there
   * @param handlerNanos of that, as the service says, in its handler
   */
  private record Answer(long nanos, long handlerNanos) {}

  private List<Answer> ask(int port, int keys, double perSecond, Duration length) {
    Random random = new Random(1);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    long start = System.nanoTime();
    for (long due = 0; due < length.toNanos(); due = (long) (answers.size() / perSecond * 1e9)) {
      LockSupport.parkNanos(start + due - System.nanoTime());
      String key = new String(Workload.key(random.nextInt(keys)), StandardCharsets.US_ASCII);
      answers.add(ask(port, key, start + due));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<Answer> ask(int port, String key, long due) {
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
              return new Answer(System.nanoTime() - due, handlerNanos(answer));
            });
  }

  private static long handlerNanos(HttpResponse<?> answer) {
    String timing = answer.headers().firstValue("Server-Timing").orElseThrow();
    return (long) (Double.parseDouble(timing.substring(timing.indexOf('=') + 1)) * 1e6);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
