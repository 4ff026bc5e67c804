package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.app.PipelineApp;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.PipelineTopics;
import io.sluice.broker.Topics;
import io.sluice.config.Aggregate;
import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.DeadLetterConfig;
import io.sluice.config.Defaults;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.SluiceConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.event.Event;
import io.sluice.event.SignalSerde;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Six hours of twenty keys on four source partitions, which are in order within the grace, with the
 * defaults. However they are read, what is published is what comes out where each partition is a
 * task of its own.
 */
@Timeout(300)
final class BacklogTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final int PARTITIONS = 4;
  private static final int KEYS = 20;
  private static final int WINDOWS = 36;
  private static final Duration SIZE = Duration.ofMinutes(10);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path dir;
  private final PipelineCounts metrics = new PipelineCounts();
  private EmbeddedBroker broker;
  private OnnxStepModel model;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(dir.resolve("broker"));
    model =
        OnnxStepModel.load(
            TestModels.gru(
                dir, "m", 16, 1, 3, new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 1),
            Provider.CPU);
    producer = new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    producer.close();
    model.close();
    broker.close();
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static PipelineConfig pipeline(String name, String topic, boolean keyed) {
    return new PipelineConfig(
        name,
        new SourceConfig(
            topic,
            keyed,
            new KeyConfig(List.of("key")),
            new TimestampConfig("ts", TimestampConfig.EPOCH_MILLIS, ZoneOffset.UTC)),
        new WindowConfig(
            SIZE,
            Defaults.grace(SIZE),
            Defaults.MAX_GAP,
            Defaults.IDLE,
            Defaults.maxFuture(SIZE),
            CalendarConfig.EVERY_DAY),
        List.of(new TargetConfig("value", "value", Aggregate.MEAN, null)),
        Path.of("m.onnx"),
        Provider.CPU,
        Defaults.keyTtl(SIZE),
        new AlertConfig(Defaults.budget(SIZE)),
        Defaults.topics(name),
        new DeadLetterConfig(0),
        Defaults.MAX_KEYS,
        Defaults.METRICS,
        Defaults.COVARIATES);
  }

  private void create(PipelineConfig pipeline) {
    try (Topics topics =
        new Topics(
            Map.of("bootstrap.servers", broker.bootstrapServers()), Duration.ofSeconds(30))) {
      topics.create(pipeline.source().topic(), PARTITIONS, Map.of());
      PipelineTopics.ensure(topics, pipeline);
    }
  }

  private PipelineApp app(PipelineConfig pipeline, int instance, Map<String, String> streams) {
    Map<String, String> all = new TreeMap<>(streams);
    all.put("commit.interval.ms", "100");
    SluiceConfig config =
        new SluiceConfig(
            "test",
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            all,
            new HttpConfig("127.0.0.1", 0),
            Map.of(pipeline.name(), pipeline));
    return new PipelineApp(
        config,
        pipeline,
        PARTITIONS,
        new ModelShelf<>(model),
        metrics,
        dir.resolve("state-" + instance));
  }

  /** One partition's records, the same whenever and wherever they are sent; then a promise. */
  private void send(String topic, int partition) {
    Random random = new Random(partition);
    for (int window = 0; window < WINDOWS; window++) {
      for (int part = 0; part < 4; part++) {
        for (int key = 0; key < KEYS; key++) {
          byte[] name = "k%02d".formatted(key).getBytes(StandardCharsets.UTF_8);
          if (Utils.toPositive(Utils.murmur2(name)) % PARTITIONS == partition) {
            long time =
                START.plus(SIZE.multipliedBy(window)).plusSeconds(150L * part).toEpochMilli()
                    + random.nextInt(60_000);
            String json =
                "{\"key\":\"k%02d\",\"ts\":%d,\"value\":%.3f}"
                    .formatted(key, time, 20 + key + random.nextGaussian());
            var unused =
                producer.send(
                    new ProducerRecord<>(
                        topic, partition, null, json.getBytes(StandardCharsets.UTF_8)));
          }
        }
      }
    }
    long end = START.plus(SIZE.multipliedBy(WINDOWS)).plus(Defaults.grace(SIZE)).toEpochMilli();
    ProducerRecord<byte[], byte[]> promise = new ProducerRecord<>(topic, partition, null, null);
    promise
        .headers()
        .add("sluice-watermark", Long.toString(end).getBytes(StandardCharsets.US_ASCII));
    var unused = producer.send(promise);
    producer.flush();
  }

  private void sendAll(String topic) {
    IntStream.range(0, PARTITIONS).forEach(partition -> send(topic, partition));
  }

  /** What was published, in an order of its own. */
  private List<String> published(PipelineConfig pipeline, String kind) {
    List<String> values = new ArrayList<>();
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(p -> new TopicPartition(pipeline.name() + "." + kind, p))
              .toList();
      consumer.assign(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          String topic = pipeline.source().topic();
          values.add(record.value().replace(pipeline.name(), "P").replace(topic + "\"", "T\""));
        }
      }
    }
    values.sort(null);
    return values;
  }

  private List<String> awaitAll(PipelineConfig pipeline) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> published(pipeline, "forecasts").size() >= WINDOWS * KEYS);
    assertThat(published(pipeline, "late")).isEmpty();
    return published(pipeline, "forecasts");
  }

  private List<String> run(PipelineConfig pipeline, Map<String, String> streams) {
    create(pipeline);
    try (PipelineApp app = app(pipeline, 1, streams)) {
      app.start();
      return awaitAll(pipeline);
    }
  }

  private static Map<String, String> polling(int records) {
    return Map.of("consumer.max.poll.records", String.valueOf(records));
  }

  @Test
  void backlog_howeverItIsRead_isWhatKeyedPartitionsGive() {
    PipelineConfig keyed = pipeline("keyed", "in", true);
    create(keyed);
    sendAll("in");
    List<String> expected = run(keyed, Map.of());
    assertThat(expected).hasSize(WINDOWS * KEYS);

    assertThat(run(pipeline("one", "in", false), polling(1)))
        .as("record by record")
        .isEqualTo(expected);
    assertThat(run(pipeline("many", "in", false), polling(2000)))
        .as("partition after partition")
        .isEqualTo(expected);
  }

  @Test
  void backlog_ofTwoInstances_andOfPartitionsThatComeBackwards_isWhatKeyedPartitionsGive() {
    PipelineConfig keyed = pipeline("keyed", "in", true);
    create(keyed);
    sendAll("in");
    List<String> expected = run(keyed, Map.of());

    PipelineConfig shared = pipeline("two", "in", false);
    create(shared);
    try (PipelineApp first = app(shared, 1, Map.of());
        PipelineApp second = app(shared, 2, Map.of())) {
      first.start();
      second.start();
      assertThat(awaitAll(shared)).as("two instances").isEqualTo(expected);
    }

    PipelineConfig backwards = pipeline("backwards", "reversed", false);
    create(backwards);
    try (PipelineApp app = app(backwards, 3, Map.of())) {
      app.start();
      for (int partition = PARTITIONS - 1; partition >= 0; partition--) {
        send("reversed", partition);
        awaitRead(app, partition);
      }
      List<String> got = awaitAll(backwards);
      assertThat(got).as("the last partition first").isEqualTo(expected);
    }
  }

  /** Until the pipeline has committed all that is on a source partition. */
  private void awaitRead(PipelineApp app, int partition) {
    TopicPartition read = new TopicPartition("reversed", partition);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(client(), new StringDeserializer(), new StringDeserializer())) {
      long end = consumer.endOffsets(List.of(read)).get(read);
      assertThat(end).isPositive();
    }
    await().atMost(LIMIT).until(() -> app.lag().lag(read) == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void clientsThatAreRenewed_goOnWhereTheOldOnesStopped(String protocol) {
    PipelineConfig keyed = pipeline("keyed", "in", true);
    create(keyed);
    sendAll("in");
    List<String> expected = run(keyed, Map.of());

    PipelineConfig renewed = pipeline("new", "in", false);
    create(renewed);
    Map<String, String> slow =
        Map.of(
            "num.stream.threads",
            "2",
            "consumer.max.poll.records",
            "10",
            "group.protocol",
            protocol);
    try (PipelineApp app = app(renewed, 1, slow)) {
      app.start();
      await().atMost(LIMIT).until(() -> published(renewed, "forecasts").size() > KEYS);
      Set<String> before = threads(app);
      await().atMost(LIMIT).until(app::renewClients);
      assertThat(threads(app)).hasSize(2).doesNotContainAnyElementsOf(before);
      assertThat(awaitAll(renewed)).isEqualTo(expected);
    }
  }

  private static Set<String> threads(PipelineApp app) {
    return app.streams().metadataForLocalThreads().stream()
        .map(ThreadMetadata::threadName)
        .collect(Collectors.toSet());
  }

  @Test
  void startingWithTheLatest_skipsRecordsOfTheSource_andNothingThatTheGroupWrote()
      throws Exception {
    PipelineConfig pipeline = pipeline("latest", "in", false);
    create(pipeline);
    Map<String, String> latest = Map.of("auto.offset.reset", "latest");
    send("in", 0);
    try (PipelineApp app = app(pipeline, 1, latest)) {
      app.start();
      await().atMost(LIMIT).until(() -> app.state() == KafkaStreams.State.RUNNING);
    }
    // As a decode task leaves it that ended before the key's own task had read anything.
    long time = START.toEpochMilli();
    Event event = new Event(time, new double[] {20}, 0, 0).at(time);
    String topic = InternalTopics.repartition("test-latest");
    SignalSerde serde = new SignalSerde(Schema.of(pipeline.targets()), List.of());
    producer
        .send(
            new ProducerRecord<>(
                topic,
                2,
                "k".getBytes(StandardCharsets.UTF_8),
                serde.serializer().serialize(topic, event)))
        .get();

    try (PipelineApp app = app(pipeline, 1, latest)) {
      app.start();
      await().atMost(LIMIT).until(() -> metrics.windowedCount() > 0);
    }
    assertThat(metrics.windowedCount()).isEqualTo(1);
    assertThat(metrics.recordCount()).isZero();
  }
}
