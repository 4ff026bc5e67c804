package io.sluice.bench;

import io.sluice.app.PipelineApp;
import io.sluice.bench.rig.Await;
import io.sluice.bench.rig.BenchCluster;
import io.sluice.bench.rig.BenchPipeline;
import io.sluice.bench.rig.Workload;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.event.Signal;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.replay.TopicTail;
import io.sluice.time.SourceClock;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;

/**
 * Measures how long it takes from the record that closes a window until a reader of committed
 * records has the forecast, for each forecast, on a pipeline and settings of the defaults. Records
 * carry the time of the wall clock and are sent one by one at an even rate, key after key.
 *
 * <p>A window is closed by the first record with which every source partition has come to its end
 * and grace, as {@link SourceClock} tells: by two keys of each.
 */
public final class Latency implements AutoCloseable {
  private static final String EVENTS = "events";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private final StepModel model;
  private final Path dir;
  private final int partitions;
  private final BenchCluster cluster;
  private final PipelineConfig pipeline;
  private final Windows windows;
  private final SourceClock[] clocks;

  /** By end of a window, when it was closed, ns. */
  private final Map<Long, Long> closedAt = new ConcurrentHashMap<>();

  /** By forecast, the end of its window and when it was read, ns. */
  private final Queue<Read> reads = new ConcurrentLinkedQueue<>();

  private long closedThrough;

  private record Read(long end, long nanos) {}

  /**
   * Starts a broker.
   *
   * @param model stays the caller's, to be closed after this
   * @param dir an empty directory for the broker's and the stores' data
   * @param partitions of every topic
   * @param keyed whether records lie in the partition of their key
   * @param window the length of a window
   */
  public Latency(
      StepModel model, Path modelFile, Path dir, int partitions, boolean keyed, Duration window) {
    this.model = model;
    this.dir = dir;
    this.partitions = partitions;
    this.pipeline = BenchPipeline.onDefaults(EVENTS, modelFile, keyed, window);
    this.windows = new Windows(pipeline.window());
    this.clocks = new SourceClock[partitions];
    Arrays.setAll(clocks, i -> new SourceClock(windows));
    this.cluster = new BenchCluster(dir, partitions);
    cluster.create(EVENTS);
  }

  /**
   * Measures. Call it once.
   *
   * @param keys the number of keys, each in the partition that the default partitioner has for it;
   *     every partition must have two
   * @param perSecond records sent per second, of all keys
   * @param warmUp how long it runs before windows count
   * @param length for how long windows count
   * @param progress is informed of what is done next
   * @throws IllegalArgumentException when a partition has fewer than two keys
   * @throws IllegalStateException when the pipeline fails, or no window closed
   */
  public LatencyResult run(
      int keys, double perSecond, Duration warmUp, Duration length, Consumer<String> progress) {
    requireTwoKeysEach(keys);
    SluiceConfig service = BenchPipeline.service("latency", cluster.client(), Map.of(), pipeline);
    PipelineApp app =
        new PipelineApp(
            service, pipeline, partitions, new ModelShelf<>(model), new PipelineCounts(), dir);
    try (TopicTail tail =
        TopicTail.start(
            cluster.client(), List.of(BenchPipeline.TOPICS.forecasts()), this::readForecast)) {
      app.start();
      Await.running(app::state);
      progress.accept("warming up for %d s".formatted(warmUp.toSeconds()));
      long from = System.currentTimeMillis() + warmUp.toMillis();
      long to = from + length.toMillis();
      send(app, keys, perSecond, from, to, progress);
      awaitForecasts(app, keys, from, to);
      tail.finish(CLOSE_LIMIT);
      return result(perSecond, keys, from, to);
    } finally {
      app.close(CLOSE_LIMIT);
    }
  }

  private void requireTwoKeysEach(int keys) {
    int[] count = new int[partitions];
    for (int i = 0; i < keys; i++) {
      count[partition(Workload.key(i))]++;
    }
    if (Arrays.stream(count).anyMatch(n -> n < 2)) {
      throw new IllegalArgumentException(
          "%d keys are too few: each of %d partitions needs two".formatted(keys, partitions));
    }
  }

  private int partition(byte[] key) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  private void send(
      PipelineApp app, int keys, double perSecond, long from, long to, Consumer<String> progress) {
    boolean isTold = false;
    long start = System.nanoTime();
    // Until the last window that counts is closed for certain.
    long until = to + windows.size() + windows.grace() + (long) (2000 * keys / perSecond);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.copyOf(cluster.client()), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long sent = 0; System.currentTimeMillis() < until; sent++) {
        LockSupport.parkNanos(start + (long) (sent / perSecond * 1e9) - System.nanoTime());
        if (!isTold && System.currentTimeMillis() >= from) {
          progress.accept("measuring for %d s".formatted((to - from) / 1000));
          isTold = true;
        }
        if (sent % keys == 0) {
          Await.requireAlive(app.state());
        }
        send(producer, (int) (sent % keys));
      }
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int number) {
    byte[] key = Workload.key(number);
    int partition = partition(key);
    long time = System.currentTimeMillis();
    byte[] value =
        "{\"key\":\"sensor/%08d\",\"ts\":%d,\"value\":%d}"
            .formatted(number, time, 20 + number % 10)
            .getBytes(StandardCharsets.US_ASCII);
    clocks[partition].observe(Bytes.wrap(key), time);
    long closes = windows.closedThrough(slowest());
    if (closes > closedThrough) {
      closedAt.put(closes, System.nanoTime());
      closedThrough = closes;
    }
    var unused = producer.send(new ProducerRecord<>(EVENTS, partition, key, value));
  }

  /** How far all source partitions have come. */
  private long slowest() {
    long least = Arrays.stream(clocks).mapToLong(SourceClock::time).min().orElseThrow();
    return least == Signal.NO_TIME ? 0 : least;
  }

  private void readForecast(ConsumerRecord<byte[], byte[]> forecast) {
    reads.add(new Read(forecast.timestamp(), System.nanoTime()));
  }

  /** The slowest count too. */
  private void awaitForecasts(PipelineApp app, int keys, long from, long to) {
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    while (read(from, to) < windows(from, to) * keys && System.nanoTime() < deadline) {
      Await.requireAlive(app.state());
      Await.nanos(Duration.ofMillis(20).toNanos());
    }
  }

  private long read(long from, long to) {
    return reads.stream().filter(read -> read.end() >= from && read.end() < to).count();
  }

  private long windows(long from, long to) {
    return closedAt.keySet().stream().filter(end -> end >= from && end < to).count();
  }

  private LatencyResult result(double perSecond, int keys, long from, long to) {
    long[] nanos =
        reads.stream()
            .filter(read -> read.end() >= from && read.end() < to)
            .flatMapToLong(this::latency)
            .toArray();
    if (nanos.length == 0) {
      throw new IllegalStateException("no window closed while it was measured");
    }
    return new LatencyResult(
        perSecond, Duration.ofMillis(windows.size()), windows(from, to), keys, nanos);
  }

  private LongStream latency(Read read) {
    Long closed = closedAt.get(read.end());
    return closed == null ? LongStream.empty() : LongStream.of(read.nanos() - closed);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
