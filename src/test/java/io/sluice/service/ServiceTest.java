package io.sluice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.BrokerException;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelException;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.schema.ChangedConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ServiceTest {
  private static final int PARTITIONS = 3;
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);

  @TempDir Path dir;
  private final PipelineCounts metrics = new PipelineCounts();

  @Test
  void limitOfKeys_isSharedByTheSourcesPartitions_andCountedWhereAnAlertCanSeeIt()
      throws Exception {
    TestModels.gru(dir, "m", 16, 1, 3, SCALER, 1);
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      SluiceConfig config = config(broker);
      try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
        topics.create("readings", PARTITIONS, Map.of());
      }
      try (Service service = Service.start(config, "test", dir.resolve("state"), p -> metrics)) {
        send(broker, 9);
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(metrics.windowedCount() + metrics.recordsDeadLetteredCount())
                        .isEqualTo(9));

        assertThat(metrics.windowedCount()).as("a third of 13, rounded up").isEqualTo(5);
        assertThat(scrape(service))
            .containsPattern(
                "sluice_dead_lettered_records_total\\{[^}]*reason=\"too-many-keys\"[^}]*\\} 4");
      }
    }
  }

  @Test
  void state_isItsOwnersOnly() throws Exception {
    Assumptions.assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"));
    TestModels.gru(dir, "m", 16, 1, 3, SCALER, 1);
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      SluiceConfig config = config(broker);
      try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
        topics.create("readings", PARTITIONS, Map.of());
      }
      Path state = dir.resolve("state");
      try (Service service = Service.start(config, "test", state, p -> metrics)) {
        assertThat(service.httpPort()).isPositive();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
            .isEqualTo("rwx------");
      }
    }
  }

  @Test
  void newModelFile_isServedBesideTheRunningOne_aBadOneIsRefused_andTheOldOneCanComeBack()
      throws Exception {
    Path model = model("m", 1);
    byte[] before = Files.readAllBytes(model);
    byte[] after = Files.readAllBytes(model("n", 2));
    byte[] needy =
        Files.readAllBytes(TestModels.covariate(dir, "k", 3, SCALER, List.of("known.promo")));
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      SluiceConfig config = config(broker);
      try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
        topics.create("readings", PARTITIONS, Map.of());
      }
      try (Service service = Service.start(config, "test", dir.resolve("state"), p -> metrics)) {
        String first = servedHash(service);
        closeWindow(broker, 0);
        awaitForecasts(1);

        Files.write(model, "no model".getBytes(StandardCharsets.UTF_8));
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(scrape(service))
                        .contains("sluice_model_refusals_total{pipeline=\"home\"} 1"));
        closeWindow(broker, 1);
        awaitForecasts(2);
        assertThat(servedHash(service)).isEqualTo(first);

        Files.write(model, needy);
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(scrape(service))
                        .contains("sluice_model_refusals_total{pipeline=\"home\"} 2"));
        assertThat(servedHash(service)).isEqualTo(first);

        Files.write(model, after);
        awaitOtherThan(service, first);
        closeWindow(broker, 2);
        awaitForecasts(3);
        assertThat(metrics.modelSwitchesCount()).isEqualTo(1);

        String second = servedHash(service);
        Files.write(model, before);
        awaitOtherThan(service, second);
        closeWindow(broker, 3);
        awaitForecasts(4);
        assertThat(servedHash(service)).isEqualTo(first);
        assertThat(metrics.modelSwitchesCount()).isEqualTo(2);
      }
    }
  }

  @Test
  void sourceThatGotMorePartitionsThanTheStateHas_isRefused() throws Exception {
    model("m", 1);
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      SluiceConfig config = config(broker);
      try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
        topics.create("readings", PARTITIONS, Map.of());
      }
      try (Service service = Service.start(config, "test", dir.resolve("state"), p -> metrics)) {
        assertThat(service.awaitRunning(() -> false)).containsOnly(entry("home", "RUNNING"));
      }
      try (Admin admin = Admin.create(Map.<String, Object>copyOf(config.kafka()))) {
        admin.createPartitions(Map.of("readings", NewPartitions.increaseTo(5))).all().get();
      }
      assertThatThrownBy(() -> Service.start(config, "test", dir.resolve("state"), p -> metrics))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining(
              "pipelines.home.source.topic: topic readings has 5 partitions, but the pipeline's"
                  + " state was made with 3 (topic sluice-home-key-state-changelog)");
    }
  }

  @Test
  void modelThatNeedsAFieldWhichThePipelineDoesNotKnow_isRefusedAtTheStart() throws Exception {
    TestModels.covariate(dir, "m", 3, SCALER, List.of("known.promo"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      SluiceConfig config = config(broker);
      try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
        topics.create("readings", PARTITIONS, Map.of());
      }
      assertThatThrownBy(() -> Service.start(config, "test", dir.resolve("state"), p -> metrics))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "pipelines.home.covariates.known: the model needs the field promo, there is none");
    }
  }

  @Test
  void missingSourceTopic_isNamed() throws Exception {
    model("m", 1);
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      SluiceConfig config = config(broker);
      assertThatThrownBy(() -> Service.start(config, "test", dir.resolve("state"), p -> metrics))
          .isInstanceOf(BrokerException.class)
          .hasMessage("pipelines.home.source.topic: there is no topic readings; create it first");
    }
  }

  @Test
  void startThatIsUnderWay_isAliveButNotReady() throws Exception {
    model("m", 1);
    int port = freePort();
    Map<String, HttpResponse<String>> replies = new ConcurrentHashMap<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      SluiceConfig config = config(broker, port);
      try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
        topics.create("readings", PARTITIONS, Map.of());
      }
      ModelWatch.Loader asked =
          of -> {
            replies.put("live", get(port, "/health/live"));
            replies.put("ready", get(port, "/health/ready"));
            throw new ModelException("seen enough");
          };
      assertThatThrownBy(
              () -> Service.start(config, "test", dir.resolve("state"), p -> metrics, asked))
          .hasMessage("seen enough");
    }
    assertThat(replies.get("live").statusCode()).isEqualTo(200);
    assertThat(replies.get("ready").statusCode()).isEqualTo(503);
    assertThat(replies.get("ready").body()).contains("\"home\":\"CREATED\"");
  }

  @Test
  void otherTargetsThatAreWrittenWhileAnInstanceTriesItsModel_areRefusedToIt() throws Exception {
    model("m", 1);
    TestModels.gru(dir, "two", 8, 2, 3, SCALER, 1);
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      SluiceConfig config = config(broker);
      try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
        topics.create("readings", PARTITIONS, Map.of());
      }
      String changed =
          Files.readString(dir.resolve("sluice.yaml"))
              .replace("{ value: mean }", "{ value: mean, more: { field: value, aggregate: max } }")
              .replace("m.onnx", "two.onnx");
      SluiceConfig other =
          ConfigLoader.load(Files.writeString(dir.resolve("other.yaml"), changed), name -> null);
      ModelWatch.Loader slow =
          of -> {
            try (Service faster =
                Service.start(other, "test", dir.resolve("other"), p -> new PipelineCounts())) {
              assertThat(faster.awaitRunning(() -> false)).containsOnly(entry("home", "RUNNING"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return OnnxStepModel.load(of.model(), of.provider());
          };

      assertThatThrownBy(
              () -> Service.start(config, "test", dir.resolve("state"), p -> metrics, slow))
          .isInstanceOf(ChangedConfigurationException.class)
          .hasMessageContaining("pipelines.home.targets");
    }
  }

  @Test
  void brokerThatGoesAway_isSaidByReadinessAndAMetric_untilItIsBack() throws Exception {
    model("m", 1);
    int port = freePort();
    EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"), port);
    try {
      SluiceConfig config = config(broker);
      try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
        topics.create("readings", PARTITIONS, Map.of());
      }
      try (Service service = Service.start(config, "test", dir.resolve("state"), p -> metrics)) {
        assertThat(service.awaitRunning(() -> false)).containsOnly(entry("home", "RUNNING"));
        closeWindow(broker, 0);
        awaitForecasts(1);
        assertThat(scrape(service))
            .contains("sluice_pipeline_running{pipeline=\"home\"} 1", "disk_free_bytes{")
            .containsPattern("sluice_rocksdb_memory_bytes [1-9]");

        broker.close();
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(service.states()).containsEntry("home", "BROKER_UNREACHABLE"));
        assertThat(scrape(service)).contains("sluice_broker_reachable{pipeline=\"home\"} 0");

        broker = EmbeddedBroker.start(dir.resolve("broker"), port);
        await()
            .atMost(Duration.ofSeconds(90))
            .untilAsserted(() -> assertThat(service.states()).containsEntry("home", "RUNNING"));
        closeWindow(broker, 1);
        awaitForecasts(2);
      }
    } finally {
      broker.close();
    }
  }

  private Path model(String name, long seed) {
    return TestModels.gru(dir, name, 8, 1, 3, SCALER, seed);
  }

  private void awaitForecasts(long count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(metrics.forecastCount()).isEqualTo(count));
  }

  private static void awaitOtherThan(Service service, String hash) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(servedHash(service)).isNotEqualTo(hash));
  }

  private static String servedHash(Service service) throws Exception {
    Matcher info =
        Pattern.compile("sluice_model_info\\{[^}]*hash=\"([0-9a-f]+)\"").matcher(scrape(service));
    assertThat(info.find()).isTrue();
    String hash = info.group(1);
    assertThat(info.find()).as("one model is in force").isFalse();
    return hash;
  }

  /** An event of one key in one window, and the end of that window. */
  private static void closeWindow(EmbeddedBroker broker, int window) throws Exception {
    long time = 1_700_000_000_000L + window * 600_000L;
    String event = "{\"key\":\"k\",\"ts\":%d,\"value\":1}".formatted(time);
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>("readings", 1, null, event.getBytes(StandardCharsets.UTF_8)))
          .get();
      RecordHeaders headers = new RecordHeaders();
      headers.add(
          "sluice-watermark", Long.toString(time + 600_000).getBytes(StandardCharsets.US_ASCII));
      producer.send(new ProducerRecord<>("readings", 1, null, null, null, headers)).get();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static HttpResponse<String> get(int port, String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .join();
  }

  private SluiceConfig config(EmbeddedBroker broker) throws Exception {
    return config(broker, 0);
  }

  private SluiceConfig config(EmbeddedBroker broker, int httpPort) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            kafka: { bootstrap.servers: "%s" }
            http: { port: %d }
            pipelines:
              home:
                source:
                  topic: readings
                  keyed: true
                  key: key
                  timestamp: { field: ts, format: epoch-millis }
                window: { size: 10m }
                targets: { value: mean }
                model: m.onnx
                max-keys: 13
            """
                .formatted(broker.bootstrapServers(), httpPort));
    return ConfigLoader.load(file, name -> null);
  }

  /** One event of each of {@code keys} keys, all on one partition. */
  private static void send(EmbeddedBroker broker, int keys) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int key = 0; key < keys; key++) {
        String json = "{\"key\":\"k%d\",\"ts\":1700000000000,\"value\":1}".formatted(key);
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("readings", 1, null, value)).get();
      }
    }
  }

  private static String scrape(Service service) throws Exception {
    URI metrics = URI.create("http://127.0.0.1:" + service.httpPort() + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
