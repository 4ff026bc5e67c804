package io.sluice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.ConfigLoader;
import io.sluice.config.SluiceConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.InMemoryMetrics;
import io.sluice.model.TestModels;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ServiceTest {
  private static final int PARTITIONS = 3;

  @TempDir Path dir;

  @Test
  void limitOfKeys_isSharedByTheSourcesPartitions_andCountedWhereAnAlertCanSeeIt()
      throws Exception {
    TestModels.gru(dir, "m", 16, 1, 3, new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 1);
    InMemoryMetrics metrics = new InMemoryMetrics();
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

  private SluiceConfig config(EmbeddedBroker broker) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            kafka: { bootstrap.servers: "%s" }
            http: { port: 0 }
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
                .formatted(broker.bootstrapServers()));
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
