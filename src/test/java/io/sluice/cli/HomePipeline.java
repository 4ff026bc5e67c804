package io.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.TestModels;
import io.sluice.service.Service;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Pipeline {@code home} with its configuration file, model and stores, on a real broker. */
final class HomePipeline implements AutoCloseable {
  /** The first window begins here; each lasts ten minutes. */
  static final Instant START = Instant.parse("2026-03-02T12:00:00Z");

  static final int KEYS = 6;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG =
      """
      kafka: { bootstrap.servers: "%s" }
      streams: { commit.interval.ms: 100 }
      http: { port: 0 }
      pipelines:
        home:
          source:
            topic: readings
            key: key
            timestamp: { field: ts, format: epoch-millis }
          window: { size: 10m, grace: 0s, idle: 0s }
          targets: { value: mean }
          model: m.onnx
      """;

  private final Path dir;
  private final int partitions;
  private final EmbeddedBroker broker;
  private final Path config;

  /** Starts a broker with the source topic; the pipeline does not run yet. */
  HomePipeline(Path dir, int partitions) throws Exception {
    this.dir = dir;
    this.partitions = partitions;
    this.broker = EmbeddedBroker.start(dir.resolve("broker"));
    this.config = dir.resolve("sluice.yaml");
    createTopic("readings");
    TestModels.gru(dir, "m", 8, 1, 3, new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 1);
    edit(text -> text);
  }

  void createTopic(String name) {
    try (Topics topics =
        new Topics(
            Map.of("bootstrap.servers", broker.bootstrapServers()), Duration.ofSeconds(30))) {
      topics.create(name, partitions, Map.of());
    }
  }

  Map<String, Object> client() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  /** Writes the configuration file: as it is at first, but for the change. */
  void edit(UnaryOperator<String> change) throws Exception {
    Files.writeString(config, change.apply(CONFIG.formatted(broker.bootstrapServers())));
  }

  /** Sends one event per key and window, with a humidity beside the value. */
  void send(int from, int to) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int window = from; window < to; window++) {
        for (int key = 0; key < KEYS; key++) {
          byte[] value = event(key, window).getBytes(UTF_8);
          producer.send(new ProducerRecord<>("readings", key % partitions, null, value)).get();
        }
      }
    }
  }

  private static String event(int key, int window) {
    return "{\"key\":\"k%d\",\"ts\":%d,\"value\":%s,\"humidity\":%d}"
        .formatted(
            key,
            START.plus(Duration.ofMinutes(10L * window + 1)).toEpochMilli(),
            20 + key + Math.sin(window),
            40 + window);
  }

  /** Starts the service on the stores of that name. */
  Service service(String stores, PipelineCounts metrics) throws Exception {
    return Service.start(
        ConfigLoader.load(config, name -> null), "test", dir.resolve(stores), p -> metrics);
  }

  /** Runs the pipeline until it has forecast as many windows of each key. */
  void run(String stores, int windows) throws Exception {
    run(stores, windows, () -> {});
  }

  /** The same, and checks something before it ends. */
  void run(String stores, int windows, Check meanwhile) throws Exception {
    PipelineCounts metrics = new PipelineCounts();
    try (Service running = service(stores, metrics)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(metrics.forecastCount()).isEqualTo((long) windows * KEYS));
      assertThat(running.states()).containsEntry("home", "RUNNING");
      assertThat(metrics.lateCount()).isZero();
      meanwhile.check();
    }
  }

  interface Check {
    void check() throws Exception;
  }

  /** Runs a command on the configuration file, and returns what it says. */
  String command(int expected, String name, String... more) {
    StringWriter said = new StringWriter();
    List<String> args = new ArrayList<>(List.of(name, "-c", config.toString()));
    args.addAll(List.of(more));
    int code =
        Sluice.commandLine()
            .setOut(new PrintWriter(said, true))
            .setErr(new PrintWriter(said, true))
            .execute(args.toArray(String[]::new));
    assertThat(code).as(said.toString()).isEqualTo(expected);
    return said.toString();
  }

  /** The forecasts of a key, in order. */
  List<JsonNode> forecasts(String key) throws Exception {
    List<JsonNode> forecasts = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (int partition = 0; partition < partitions; partition++) {
        TopicPartition one = new TopicPartition("home.forecasts", partition);
        consumer.assign(List.of(one));
        consumer.seekToBeginning(List.of(one));
        long end = consumer.endOffsets(List.of(one)).get(one);
        while (consumer.position(one) < end) {
          for (var record : consumer.poll(Duration.ofMillis(100))) {
            JsonNode forecast = JSON.readTree(record.value());
            if (forecast.at("/key").asText().equals(key)) {
              forecasts.add(forecast);
            }
          }
        }
      }
    }
    return forecasts;
  }

  @Override
  public void close() {
    broker.close();
  }
}
