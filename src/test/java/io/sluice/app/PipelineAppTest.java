package io.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.broker.EmbeddedBroker;
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
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.CommittedMetrics;
import io.sluice.metrics.MicrometerMetrics;
import io.sluice.metrics.PipelineCounts;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.metrics.TracedMeters;
import io.sluice.model.ModelShelf;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.topology.Stores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline on a real broker with a real model. */
@Timeout(180)
final class PipelineAppTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final int KEYS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OUTPUTS = Set.of("forecasts", "alerts", "late", "dead");

  @TempDir Path dir;
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
    Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    producer =
        new KafkaProducer<>(
            Map.copyOf(client), new ByteArraySerializer(), new ByteArraySerializer());
    try (Topics topics = new Topics(client, Duration.ofSeconds(30))) {
      topics.create("readings", 2, Map.of());
      OUTPUTS.forEach(topic -> topics.create(topic, 2, Map.of()));
    }
  }

  @AfterEach
  void stop() {
    producer.close();
    model.close();
    broker.close();
  }

  private PipelineApp app(PipelineMetrics metrics, Duration idle) {
    return app(metrics, idle, false, 0, "state");
  }

  private PipelineApp app(
      PipelineMetrics metrics, Duration idle, boolean keyed, int maxKeys, String stateDir) {
    PipelineConfig pipeline =
        new PipelineConfig(
            "home",
            new SourceConfig(
                "readings",
                keyed,
                new KeyConfig(List.of("key")),
                new TimestampConfig("ts", TimestampConfig.EPOCH_MILLIS, ZoneOffset.UTC)),
            new WindowConfig(
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                3,
                idle,
                Duration.ofHours(1),
                CalendarConfig.EVERY_DAY),
            List.of(new TargetConfig("value", "value", Aggregate.MEAN, null)),
            Path.of("m.onnx"),
            Provider.CPU,
            Duration.ofDays(1),
            new AlertConfig(Duration.ofDays(7)),
            new TopicsConfig("forecasts", "alerts", "late", "dead"),
            new DeadLetterConfig(0),
            maxKeys,
            Defaults.METRICS,
            Defaults.COVARIATES);
    SluiceConfig config =
        new SluiceConfig(
            "test",
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            Map.of("commit.interval.ms", "100"),
            new HttpConfig("127.0.0.1", 0),
            Map.of("home", pipeline));
    return new PipelineApp(
        config, pipeline, 2, new ModelShelf<>(model), metrics, dir.resolve(stateDir));
  }

  /** One event per key and window, for windows {@code from} to {@code to}, all on one partition. */
  private void send(int from, int to) throws Exception {
    send(0, START, from, to);
  }

  private void send(int partition, Instant start, int from, int to) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int window = from; window < to; window++) {
      for (int key = 0; key < KEYS; key++) {
        String json =
            "{\"key\":\"k%d%02d\",\"ts\":%d,\"value\":%s}"
                .formatted(
                    partition,
                    key,
                    start.plus(Duration.ofMinutes(10L * window + 1)).toEpochMilli(),
                    20 + key + Math.sin(window));
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    "readings", partition, null, json.getBytes(StandardCharsets.UTF_8))));
      }
    }
    for (Future<RecordMetadata> record : sent) {
      record.get();
    }
  }

  private List<JsonNode> forecasts() throws Exception {
    List<JsonNode> forecasts = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : read("forecasts")) {
      forecasts.add(JSON.readTree(record.value()));
    }
    return forecasts;
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Map<String, Object> client =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static List<String> windowsOf(List<JsonNode> forecasts, String key) {
    return forecasts.stream()
        .filter(forecast -> forecast.at("/key").asText().equals(key))
        .map(forecast -> forecast.at("/window/end").asText())
        .toList();
  }

  /** Kafka Streams has each stream thread commit and abort by a producer of its own. */
  @Test
  void whatAStreamThreadCounts_showsWhenItsProducerCommits_andNeverWhenItAborts() {
    PipelineCounts shown = new PipelineCounts();
    CommittedMetrics metrics = new CommittedMetrics(shown);
    Map<String, Object> client =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "counted");
    try (Producer<byte[], byte[]> counted = new CountingClients(metrics).getProducer(client)) {
      counted.initTransactions();
      count(counted, metrics);
      assertThat(shown.recordCount()).isZero();
      counted.commitTransaction();
      assertThat(shown.recordCount()).isEqualTo(1);
      count(counted, metrics);
      counted.abortTransaction();
      count(counted, metrics);
      counted.commitTransaction();
      assertThat(shown.recordCount()).isEqualTo(2);
      count(counted, metrics);
    }
    metrics.committed();
    assertThat(shown.recordCount()).as("of a producer that was closed").isEqualTo(2);
    assertThat(read("forecasts")).hasSize(2);
  }

  private static void count(Producer<byte[], byte[]> producer, CommittedMetrics metrics) {
    metrics.records(1);
    producer.beginTransaction();
    var unused = producer.send(new ProducerRecord<>("forecasts", new byte[] {1}));
  }

  @Test
  void restart_goesOnWithTheStateThatWasKept() throws Exception {
    PipelineCounts before = new PipelineCounts();
    try (PipelineApp first = app(before, Duration.ZERO)) {
      first.start();
      watermark(1, START.plus(Duration.ofDays(1)));
      send(0, 12);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(before.forecastCount()).isEqualTo(10L * KEYS));
    }
    PipelineCounts after = new PipelineCounts();
    try (PipelineApp second = app(after, Duration.ZERO)) {
      second.start();
      send(12, 18);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(after.forecastCount()).isEqualTo(6L * KEYS));
    }

    List<JsonNode> forecasts = forecasts();
    assertThat(forecasts).hasSize(16 * KEYS);
    for (int key = 0; key < KEYS; key++) {
      assertThat(windowsOf(forecasts, "k0%02d".formatted(key)))
          .as("windows of key %d, in order and each once", key)
          .hasSize(16)
          .doesNotHaveDuplicates()
          .isSorted();
    }
    assertThat(forecasts.get(forecasts.size() - 1).at("/maturity").asDouble())
        .as("steps before the restart count")
        .isEqualTo(1);
    assertThat(after.keysCreatedCount()).isZero();
    assertThat(before.lateCount() + after.lateCount()).isZero();
  }

  @Test
  void lastWindowsOfASilentTopic_closeOnceTheBrokerConfirmsThatNothingIsLeft() throws Exception {
    PipelineCounts metrics = new PipelineCounts();
    try (PipelineApp app = app(metrics, Duration.ofSeconds(2))) {
      app.start();
      send(0, 3);
      // Three seconds before the third window's end and grace; the other partition has no record.
      send(0, START.plus(Duration.ofMinutes(9)).minusSeconds(3), 3, 4);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(metrics.forecastCount()).isEqualTo(3L * KEYS));
      assertThat(metrics.lateCount()).isZero();
    }
    assertThat(forecasts()).hasSize(3 * KEYS);
  }

  /** Time depends on the data alone then, and of that partition nothing is known. */
  @Test
  void partitionWithoutData_whereNothingIsEverIdle_holdsTime_untilAWatermarkComes()
      throws Exception {
    PipelineCounts metrics = new PipelineCounts();
    MeterRegistry meters = new SimpleMeterRegistry();
    PipelineMetrics measured =
        new MicrometerMetrics(
            meters,
            new TracedMeters(new PrometheusRegistry()),
            "home",
            List.of("value"),
            List.of(),
            metrics);
    try (PipelineApp app = app(measured, Duration.ZERO)) {
      app.start();
      send(0, 6);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(metrics.windowedCount()).isEqualTo(6L * KEYS));
      assertThat(metrics.forecastCount()).isZero();
      await().atMost(Duration.ofSeconds(60)).until(() -> holder(meters, 0) == 1);
      watermark(1, START.plus(Duration.ofDays(1)));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(metrics.forecastCount()).isEqualTo(4L * KEYS));
    }
  }

  /** The source partition that holds a partition's time; NaN: nothing was said of it. */
  private static double holder(MeterRegistry meters, int partition) {
    Gauge gauge =
        meters
            .find("sluice.time.held.by.partition")
            .tag("partition", String.valueOf(partition))
            .gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  /** Partition 0 from its first record to its last, and only then partition 1, as Kafka may do. */
  @Test
  void backlogOfPartitionsThatAreReadOneAfterTheOther_isNotLate() throws Exception {
    PipelineCounts metrics = new PipelineCounts();
    for (int partition = 0; partition < 2; partition++) {
      send(partition, START, 0, 36);
      watermark(partition, START.plus(Duration.ofMinutes(400)));
    }
    try (PipelineApp app = app(metrics, Duration.ZERO)) {
      app.start();
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> assertThat(metrics.windowedCount()).isEqualTo(2L * 36 * KEYS));
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> assertThat(observed()).isEqualTo(2L * 36 * KEYS));
    }
    assertThat(metrics.lateCount()).isZero();
  }

  /** Forecasts of windows that had an event. */
  private long observed() throws Exception {
    return forecasts().stream().filter(forecast -> forecast.at("/imputed").asInt() == 0).count();
  }

  @Test
  void partitionsAtDifferentSpeeds_haveEachTheirOwnTime_andOneWithoutDataHoldsNobodyUp()
      throws Exception {
    PipelineCounts metrics = new PipelineCounts();
    Instant dayBefore = START.minus(Duration.ofDays(1));
    try (PipelineApp app = app(metrics, Duration.ZERO, true, 0, "state")) {
      app.start();
      send(0, START, 0, 6);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(metrics.forecastCount()).isEqualTo(4L * KEYS));
      send(1, dayBefore, 0, 6);
      send(0, START, 6, 8);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(metrics.forecastCount()).isEqualTo(10L * KEYS));
    }
    assertThat(metrics.lateCount()).isZero();
    List<JsonNode> forecasts = forecasts();
    assertThat(windowsOf(forecasts, "k000"))
        .hasSize(6)
        .startsWith(START.plus(Duration.ofMinutes(10)).toString());
    assertThat(windowsOf(forecasts, "k100"))
        .hasSize(4)
        .startsWith(dayBefore.plus(Duration.ofMinutes(10)).toString());
  }

  @Test
  void limitOfKeys_isExactAfterARestart_thatRestoresEverythingFromTheBroker() throws Exception {
    PipelineCounts before = new PipelineCounts();
    try (PipelineApp first = app(before, Duration.ZERO, true, 2 * (KEYS - 5), "state")) {
      first.start();
      send(0, START, 0, 3);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(before.recordsDeadLetteredCount()).isEqualTo(3L * 5));
    }
    PipelineCounts after = new PipelineCounts();
    try (PipelineApp second = app(after, Duration.ZERO, true, 2 * (KEYS - 3), "elsewhere")) {
      second.start();
      send(0, START, 3, 6);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(after.forecastCount()).isPositive());
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(after.recordCount()).isEqualTo(3L * KEYS));
    }

    assertThat(after.recordsDeadLetteredCount())
        .as("two of the five find room, and the other three do not")
        .isEqualTo(3L * 3);
    assertThat(read("dead"))
        .hasSize(3 * 5 + 3 * 3)
        .allSatisfy(
            letter ->
                assertThat(letter.headers().lastHeader("sluice-reason").value())
                    .asString()
                    .isEqualTo("too-many-keys"));
  }

  @Test
  void keysSilentForTheirTimeToLive_leaveNothingInTheStoresNorInTheirChangelogs() throws Exception {
    PipelineCounts metrics = new PipelineCounts();
    try (PipelineApp app = app(metrics, Duration.ZERO, true, 0, "state")) {
      app.start();
      send(0, START, 0, 3);
      watermark(0, START.plus(Duration.ofDays(2)));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(metrics.keysExpiredCount()).isEqualTo(KEYS));
      assertThat(metrics.keysCreatedCount()).isEqualTo(KEYS);
    }
    for (String store : List.of(Stores.KEY_STATE, Stores.WINDOWS)) {
      Map<Bytes, Boolean> alive = new HashMap<>();
      for (var record : read("test-home-" + store + "-changelog")) {
        alive.put(Bytes.wrap(record.key()), record.value() != null);
      }
      assertThat(alive).as("keys of the changelog of %s", store).hasSizeGreaterThanOrEqualTo(KEYS);
      assertThat(alive).as("the last record of each").doesNotContainValue(true);
    }
  }

  private void watermark(int partition, Instant time) throws Exception {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("readings", partition, null, null);
    record
        .headers()
        .add(
            "sluice-watermark",
            Long.toString(time.toEpochMilli()).getBytes(StandardCharsets.US_ASCII));
    producer.send(record).get();
  }
}
