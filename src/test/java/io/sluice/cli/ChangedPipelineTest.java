package io.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.TestModels;
import io.sluice.schema.ChangedConfigurationException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A configuration file that is edited between two starts, on a real broker. */
@Timeout(180)
final class ChangedPipelineTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final int KEYS = 6;
  private static final int PARTITIONS = 2;
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

  @TempDir Path dir;
  private EmbeddedBroker broker;
  private Map<String, Object> client;
  private Path config;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(dir.resolve("broker"));
    client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Topics topics =
        new Topics(
            Map.of("bootstrap.servers", broker.bootstrapServers()), Duration.ofSeconds(30))) {
      topics.create("readings", PARTITIONS, Map.of());
      topics.create("others", PARTITIONS, Map.of());
    }
    TestModels.gru(dir, "m", 8, 1, 3, new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 1);
    config = dir.resolve("sluice.yaml");
    edit(text -> text);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void edit(UnaryOperator<String> change) throws Exception {
    Files.writeString(config, change.apply(CONFIG.formatted(broker.bootstrapServers())));
  }

  /** One event per key and window, with a humidity beside the value. */
  private void send(int from, int to) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int window = from; window < to; window++) {
        for (int key = 0; key < KEYS; key++) {
          String json =
              "{\"key\":\"k%d\",\"ts\":%d,\"value\":%s,\"humidity\":%d}"
                  .formatted(
                      key,
                      START.plus(Duration.ofMinutes(10L * window + 1)).toEpochMilli(),
                      20 + key + Math.sin(window),
                      40 + window);
          byte[] value = json.getBytes(UTF_8);
          producer.send(new ProducerRecord<>("readings", key % PARTITIONS, null, value)).get();
        }
      }
    }
  }

  private Service service(String stores, PipelineCounts metrics) throws Exception {
    return Service.start(
        ConfigLoader.load(config, name -> null), "test", dir.resolve(stores), p -> metrics);
  }

  /** Runs the pipeline until it has forecast as many windows of each key. */
  private void run(String stores, int windows) throws Exception {
    PipelineCounts metrics = new PipelineCounts();
    try (Service running = service(stores, metrics)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(metrics.forecastCount()).isEqualTo((long) windows * KEYS));
      assertThat(running.states()).containsEntry("home", "RUNNING");
      assertThat(metrics.lateCount()).isZero();
    }
  }

  private String refused() {
    StringWriter said = new StringWriter();
    int code =
        Sluice.commandLine()
            .setOut(new PrintWriter(said, true))
            .setErr(new PrintWriter(said, true))
            .execute("run", "-c", config.toString());
    assertThat(code).as(said.toString()).isEqualTo(2);
    return said.toString();
  }

  @Test
  void configurationThatWouldMisreadTheState_endsTheStartWithBothValuesAndTheRemedy()
      throws Exception {
    send(0, 4);
    run("stores", 3);
    String remedy =
        "Change it back, give the pipeline another name, or begin it anew: ./sluice reset -c CONFIG"
            + " --pipeline home";

    edit(text -> text.replace("size: 10m", "size: 1h"));
    assertThat(refused())
        .contains("pipelines.home.window.size: is 1h, but the stored state is of 10m")
        .contains(remedy);
    edit(text -> text.replace("value: mean", "value: sum"));
    assertThat(refused())
        .contains(
            "pipelines.home.targets.value.aggregate: is sum, but the stored state is of mean");
    edit(text -> text.replace("topic: readings", "topic: others"));
    assertThat(refused())
        .contains("pipelines.home.source.topic: is others, but the stored state is of readings");
    edit(text -> text.replace("key: key", "key: [key, value]"));
    assertThat(refused())
        .contains("pipelines.home.source.key: is key, value, but the stored state is of key");
    edit(text -> text.replace("topic: readings", "topic: readings\n      keyed: true"));
    assertThat(refused())
        .contains("pipelines.home.source.keyed: is true, but the stored state is of false");

    edit(text -> text);
    send(4, 5);
    run("stores", 1);
  }

  /** With windows open, events on the way, and stores that are lost. */
  @Test
  void targetsThatAreAddedAndMoved_goOnWithTheStateThatThereIs() throws Exception {
    send(0, 6);
    run("stores", 5);

    edit(text -> text.replace("{ value: mean }", "{ humidity: max, value: mean }"));
    send(6, 8);
    run("lost", 2);

    edit(text -> text.replace("{ value: mean }", "{ humidity: max }"));
    send(8, 9);
    run("stores", 1);

    List<JsonNode> forecasts = forecasts("k1");
    assertThat(forecasts)
        .extracting(f -> f.at("/window/end").asText())
        .hasSize(8)
        .doesNotHaveDuplicates()
        .isSorted();
    assertThat(forecasts.get(5).at("/observed/value").asDouble())
        .as("of the window that was open")
        .isCloseTo(21 + Math.sin(5), within(1e-3));
    assertThat(forecasts.get(5).at("/observed/humidity").isNull()).isTrue();
    assertThat(forecasts.get(6).at("/observed/humidity").asDouble()).isEqualTo(46);
    assertThat(forecasts.get(7).at("/observed/value").isMissingNode()).isTrue();
    assertThat(forecasts.get(7).at("/observed/humidity").asDouble()).isEqualTo(47);
    for (int i = 1; i < forecasts.size(); i++) {
      assertThat(forecasts.get(i).at("/maturity").asDouble())
          .isGreaterThan(forecasts.get(i - 1).at("/maturity").asDouble());
    }
  }

  @Test
  void instanceWithOtherTargets_isRefusedWhileOneRuns_andOneWithTheSameJoins() throws Exception {
    send(0, 4);
    PipelineCounts metrics = new PipelineCounts();
    try (Service first = service("first", metrics)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> metrics.forecastCount() == 3L * KEYS);
      edit(text -> text.replace("{ value: mean }", "{ value: mean, humidity: max }"));
      assertThatThrownBy(() -> service("second", new PipelineCounts()).close())
          .isInstanceOf(ChangedConfigurationException.class)
          .hasMessageContaining("pipelines.home.targets: are value, humidity, but the running ones")
          .hasMessageContaining("Group sluice-home has 1 member");

      edit(text -> text.replace("grace: 0s", "grace: 1m"));
      try (Service second = service("second", new PipelineCounts())) {
        second.awaitRunning(() -> false);
        assertThat(second.states()).containsEntry("home", "RUNNING");
      }
      assertThat(first.states()).containsEntry("home", "RUNNING");
    }
  }

  private List<JsonNode> forecasts(String key) throws Exception {
    List<JsonNode> forecasts = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
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
}
