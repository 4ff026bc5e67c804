package io.sluice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.HostileModels;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.model.trial.TrialLimits;
import io.sluice.model.trial.Trials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bad file in the place of one pipeline's model costs that pipeline little, and others nothing.
 */
@Timeout(180)
final class HostileModelTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);

  /** As many as make a batch of {@link HostileModels#SLOW_ROWS}. */
  private static final int KEYS = 12;

  /** So that SIGTERM does not become a SIGKILL where that is waited for. */
  private static final Duration CLOSED = Duration.ofSeconds(10);

  @TempDir Path dir;
  private final Map<String, PipelineCounts> metrics = new ConcurrentHashMap<>();
  private EmbeddedBroker broker;
  private SluiceConfig config;

  @BeforeEach
  void start() throws Exception {
    TestModels.gru(dir, "home", 8, 1, 3, SCALER, 1);
    TestModels.gru(dir, "other", 8, 1, 3, SCALER, 2);
    broker = EmbeddedBroker.start(dir.resolve("broker"));
    config = config();
    try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
      topics.create("readings", 1, Map.of());
    }
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private Service service(ModelWatch.Loader loader) throws Exception {
    return Service.start(
        config,
        "test",
        dir.resolve("state"),
        pipeline -> metrics.computeIfAbsent(pipeline.name(), name -> new PipelineCounts()),
        loader);
  }

  @Test
  void hostileFiles_areRefusedOneByOne_whileBothPipelinesGoOn() throws Exception {
    Trials trials = new Trials(new TrialLimits(Duration.ofMinutes(5), 256));
    Service service = service(of -> trials.step(of.model(), of.provider()));
    try {
      closeWindow(0);
      awaitForecasts("home", KEYS);
      awaitForecasts("other", KEYS);

      replace("home", HostileModels.loopsAlways(dir, "always"));
      awaitMetric(service, "sluice_model_refusals_total{pipeline=\"home\"} 1");
      replace("home", HostileModels.loopsOnData(dir, "later"));
      awaitMetric(service, "sluice_model_refusals_total{pipeline=\"home\"} 2");
      replace("home", HostileModels.fills4Gib(dir, "large"));
      awaitMetric(service, "sluice_model_refusals_total{pipeline=\"home\"} 3");
      closeWindow(1);
      awaitForecasts("home", 2 * KEYS);
      awaitForecasts("other", 2 * KEYS);

      // Its trial goes on for longer than this test, and keeps no other model waiting.
      replace("home", HostileModels.slowOn16Rows(dir, "slow"));
      replace("other", TestModels.gru(dir, "next", 8, 1, 3, SCALER, 3));
      awaitMetric(service, "name=\"next\"");
      closeWindow(2);
      awaitForecasts("home", 3 * KEYS);
      awaitForecasts("other", 3 * KEYS);
      assertThat(get(service, "/metrics"))
          .contains("sluice_model_refusals_total{pipeline=\"other\"} 0");
    } finally {
      assertThat(close(service)).isLessThan(CLOSED);
    }
  }

  @Test
  void modelThatSlipsPastEveryCheck_isGivenUpForTheOneBefore_forGood() throws Exception {
    Duration limit = Duration.ofMillis(500);
    try (Service service = service(of -> OnnxStepModel.load(of.model(), of.provider(), limit))) {
      closeWindow(0);
      awaitForecasts("home", KEYS);
      replace("home", HostileModels.slowOn16Rows(dir, "slow"));
      awaitMetric(service, "name=\"slow\"");
      closeWindow(1);

      awaitMetric(service, "sluice_model_given_up_total{pipeline=\"home\"} 1");
      assertThat(service.states())
          .containsEntry("home", "RUNNING_ON_LAST_GOOD_MODEL")
          .containsEntry("other", "RUNNING");
      assertThat(get(service, "/health/ready"))
          .contains("\"status\":\"up\"", "RUNNING_ON_LAST_GOOD_MODEL");
      assertThat(get(service, "/metrics")).contains("name=\"home\"").doesNotContain("\"slow\"");
      assertThat(metrics.get("home").windowsDeadLetteredCount()).isEqualTo(KEYS);

      Files.setLastModifiedTime(dir.resolve("home.onnx"), FileTime.fromMillis(0));
      awaitMetric(service, "sluice_model_refusals_total{pipeline=\"home\"} 1");
      closeWindow(2);
      awaitForecasts("home", 2 * KEYS);
      awaitForecasts("other", 3 * KEYS);
    }
  }

  @Test
  void serviceWhoseModelDoesNotEnd_isGoneInTenSeconds_andHasDroppedNothing() throws Exception {
    HostileModels.slowOn16Rows(dir, "home");
    Service service =
        service(of -> OnnxStepModel.load(of.model(), of.provider(), Duration.ofHours(1)));
    try {
      closeWindow(0);
      awaitForecasts("other", KEYS);
      await().atMost(Duration.ofSeconds(60)).until(OnnxStepModel::isAnyUnderWay);
    } finally {
      assertThat(close(service)).isLessThan(CLOSED);
    }
    assertThat(OnnxStepModel.isAnyUnderWay()).isFalse();
    assertThat(metrics.get("home").windowsDeadLetteredCount()).isZero();
  }

  private static Duration close(Service service) {
    long start = System.nanoTime();
    service.close();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void replace(String pipeline, Path file) throws IOException {
    Files.move(file, dir.resolve(pipeline + ".onnx"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void awaitForecasts(String pipeline, long count) {
    eventually(() -> assertThat(metrics.get(pipeline).forecastCount()).isEqualTo(count));
  }

  private static void awaitMetric(Service service, String sample) {
    eventually(() -> assertThat(get(service, "/metrics")).contains(sample));
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
  }

  private static String get(Service service, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.httpPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** An event of each key in one window, and the end of that window. */
  private void closeWindow(int window) throws Exception {
    long time = 1_700_000_000_000L + window * 600_000L;
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int key = 0; key < KEYS; key++) {
        String event = "{\"key\":\"k%d\",\"ts\":%d,\"value\":1}".formatted(key, time);
        byte[] value = event.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("readings", 0, null, value)).get();
      }
      RecordHeaders headers = new RecordHeaders();
      headers.add(
          "sluice-watermark", Long.toString(time + 600_000).getBytes(StandardCharsets.US_ASCII));
      producer.send(new ProducerRecord<>("readings", 0, null, null, null, headers)).get();
    }
  }

  private SluiceConfig config() throws Exception {
    String pipeline =
        """
          %1$s:
            source:
              topic: readings
              keyed: true
              key: key
              timestamp: { field: ts, format: epoch-millis }
            window: { size: 10m }
            targets: { value: mean }
            model: %1$s.onnx
        """;
    Path file =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            "kafka: { bootstrap.servers: \"%s\" }\nhttp: { port: 0 }\npipelines:\n"
                    .formatted(broker.bootstrapServers())
                + pipeline.formatted("home")
                + pipeline.formatted("other"));
    return ConfigLoader.load(file, name -> null);
  }
}
