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
import io.sluice.topology.InternalTopics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pipeline that is begun anew, on a real broker, with a machine that was not there. */
@Timeout(180)
final class ResetPipelineTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final int KEYS = 5;
  private static final String KEY = "k1";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;
  private final CapturedLogs logs = new CapturedLogs();
  private EmbeddedBroker broker;
  private Map<String, Object> client;
  private Path config;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(dir.resolve("broker"));
    client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Topics topics =
        new Topics(
            Map.of("bootstrap.servers", broker.bootstrapServers()), Duration.ofSeconds(30))) {
      topics.create("readings", 1, Map.of());
    }
    TestModels.gru(dir, "m", 8, 1, 3, new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 1);
    logs.start();
  }

  @AfterEach
  void stop() {
    logs.stop();
    broker.close();
  }

  private void configure(String protocol) throws Exception {
    config =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            kafka: { bootstrap.servers: "%s" }
            streams: { commit.interval.ms: 100, group.protocol: %s }
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
            """
                .formatted(broker.bootstrapServers(), protocol));
  }

  /** One event per key and window. */
  private void send(int from, int to) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int window = from; window < to; window++) {
        for (int key = 0; key < KEYS; key++) {
          String json =
              "{\"key\":\"k%d\",\"ts\":%d,\"value\":%s}"
                  .formatted(
                      key,
                      START.plus(Duration.ofMinutes(10L * window + 1)).toEpochMilli(),
                      20 + key + Math.sin(window));
          producer.send(new ProducerRecord<>("readings", json.getBytes(UTF_8))).get();
        }
      }
    }
  }

  /** Runs the pipeline until it has forecast as many windows of each key. */
  private void run(Path stores, int windows, Check meanwhile) throws Exception {
    PipelineCounts metrics = new PipelineCounts();
    try (Service service =
        Service.start(ConfigLoader.load(config, name -> null), "test", stores, p -> metrics)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(metrics.forecastCount()).isEqualTo((long) windows * KEYS));
      assertThat(service.states()).containsEntry("home", "RUNNING");
      assertThat(metrics.lateCount()).isZero();
      meanwhile.check();
    }
  }

  private interface Check {
    void check() throws Exception;
  }

  private String reset(int expected, String... more) {
    StringWriter said = new StringWriter();
    List<String> args = new ArrayList<>(List.of("reset", "-c", config.toString()));
    args.addAll(List.of("--pipeline", "home"));
    args.addAll(List.of(more));
    int code =
        Sluice.commandLine()
            .setOut(new PrintWriter(said, true))
            .setErr(new PrintWriter(said, true))
            .execute(args.toArray(String[]::new));
    assertThat(code).as(said.toString()).isEqualTo(expected);
    return said.toString();
  }

  private Set<String> internalTopics() throws Exception {
    try (Admin admin = Admin.create(client)) {
      return admin.listTopics().names().get().stream()
          .filter(topic -> topic.startsWith("sluice-home-"))
          .collect(Collectors.toSet());
    }
  }

  /** Of one key, in order. */
  private List<JsonNode> forecasts() throws Exception {
    List<JsonNode> forecasts = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition("home.forecasts", 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = consumer.endOffsets(partitions).get(partitions.get(0));
      while (consumer.position(partitions.get(0)) < end) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          JsonNode forecast = JSON.readTree(record.value());
          if (forecast.at("/key").asText().equals(KEY)) {
            forecasts.add(forecast);
          }
        }
      }
    }
    return forecasts;
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void keysBeginAnew_alsoOnAMachineThatStillHasTheirOldStores(String protocol) throws Exception {
    configure(protocol);
    Path here = dir.resolve("here");
    Path there = dir.resolve("there");
    Path epoch = here.resolve("sluice-home/changelog-id");
    send(0, 9);
    run(
        here,
        8,
        () -> {
          await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(epoch));
          assertThat(internalTopics())
              .containsExactlyInAnyOrderElementsOf(InternalTopics.of("sluice-home"));
          assertThat(reset(1, "--yes"))
              .contains("sluice reset: group sluice-home has 1 member: stop every instance first");
          assertThat(internalTopics()).hasSize(6);
        });
    copy(here, there);

    String said = reset(0, "--yes");
    assertThat(said)
        .contains("At most 0 records are decoded and in no window yet")
        .contains("  partition 0 from offset " + 9 * KEYS);
    assertThat(internalTopics()).isEmpty();

    send(9, 12);
    run(there, 2, () -> assertThat(logs.text()).contains("event=state-stale pipeline=home"));
    send(12, 14);
    run(here, 2, () -> assertThat(logs.text().split("event=state-stale", -1)).hasSize(3));

    List<JsonNode> forecasts = forecasts();
    assertThat(forecasts)
        .extracting(forecast -> forecast.at("/window/end").asText())
        .as("the window that was open when the pipeline was reset has none")
        .hasSize(8 + 2 + 2)
        .doesNotHaveDuplicates()
        .isSorted()
        .doesNotContain(START.plus(Duration.ofMinutes(90)).toString());
    List<Double> maturities = forecasts.stream().map(f -> f.at("/maturity").asDouble()).toList();
    assertThat(maturities.get(7)).isGreaterThan(maturities.get(0));
    assertThat(maturities.subList(8, 12)).as("from zero").isEqualTo(maturities.subList(0, 4));
    assertThat(logs.text()).doesNotContain("event=pipeline-failed");
  }
}
