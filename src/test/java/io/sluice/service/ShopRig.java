package io.sluice.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.TestModels;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.Stacking;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker, and services that forecast what a shop sells, by a model that looks at prices which are
 * known in advance; asked over HTTP.
 */
final class ShopRig implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final int PARTITIONS = 2;
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
  private static final long START = 1_700_000_400_000L;
  private static final long WINDOW = 600_000;

  private final Path dir;
  private final EmbeddedBroker broker;
  private final HttpClient client = HttpClient.newHttpClient();
  private final PipelineCounts counts = new PipelineCounts();

  private ShopRig(Path dir, EmbeddedBroker broker) {
    this.dir = dir;
    this.broker = broker;
  }

  static ShopRig start(Path dir) throws Exception {
    Architecture shape =
        new Architecture(
            Cell.GRU,
            1,
            8,
            Stacking.PLAIN,
            InitialState.LEARNED,
            HeadActivation.RELU,
            new Decoder(2, 3, 8));
    TestModels.covariate(dir, "m", shape, 4, SCALER, List.of("known.price"));
    ShopRig rig = new ShopRig(dir, EmbeddedBroker.start(dir.resolve("broker")));
    try (Topics topics = new Topics(rig.config("{}", "").kafka(), Duration.ofSeconds(30))) {
      topics.create("sales", PARTITIONS, Map.of());
    }
    return rig;
  }

  private SluiceConfig config(String http, String streams) throws Exception {
    return ConfigLoader.load(file("sluice.yaml", http, streams), name -> null);
  }

  /** Writes a configuration. */
  Path file(String name, String http, String streams) throws IOException {
    return Files.writeString(
        dir.resolve(name),
        """
            kafka: { bootstrap.servers: "%s" }
            streams: { %s }
            http: %s
            pipelines:
              shop:
                source:
                  topic: sales
                  key: item
                  timestamp: { field: ts, format: epoch-millis }
                window: { size: 10m, grace: 0s }
                targets: { qty: { aggregate: mean, unit: pieces } }
                covariates: { known: [price, promo] }
                model: m.onnx
            """
            .formatted(broker.bootstrapServers(), streams, http));
  }

  /** A service that runs, on any port. */
  Service service() throws Exception {
    return service("{ port: 0 }", "", "state");
  }

  /** A service that runs. */
  Service service(String http, String streams, String state) throws Exception {
    Service service = Service.start(config(http, streams), "test", dir.resolve(state), p -> counts);
    service.awaitRunning(() -> false);
    return service;
  }

  /** Closes windows of series, each with a value and a plan. */
  void windows(int from, int to, String... keys) throws Exception {
    windows(from, to, window -> 10 + window % 3, keys);
  }

  /** The same, with the values of each window. */
  void windows(int from, int to, IntToDoubleFunction value, String... keys) throws Exception {
    send(from, to, value, keys);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> counts.forecastCount() >= (long) keys.length * to);
  }

  /** The same, for services that are other processes: it waits for none. */
  void send(int from, int to, IntToDoubleFunction value, String... keys) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = from; i < to; i++) {
        long time = START + i * WINDOW;
        for (String key : keys) {
          List<?> price = List.of(2, 2.5, 3, 1);
          send(
              producer,
              Map.of("item", key, "ts", time, "qty", value.applyAsDouble(i), "price", price));
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
          watermark(producer, partition, time + WINDOW);
        }
      }
    }
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, Map<String, ?> event)
      throws Exception {
    producer.send(new ProducerRecord<>("sales", 0, null, JSON.writeValueAsBytes(event))).get();
  }

  private static void watermark(KafkaProducer<byte[], byte[]> producer, int partition, long time)
      throws Exception {
    RecordHeaders headers = new RecordHeaders();
    headers.add("sluice-watermark", Long.toString(time).getBytes(UTF_8));
    producer.send(new ProducerRecord<>("sales", partition, null, null, null, headers)).get();
  }

  /** End of a window, as it is published. */
  static String end(int window) {
    return Instant.ofEpochMilli(START + (window + 1) * WINDOW).toString();
  }

  /** The path of a series. */
  static String series(String key) {
    return "pipelines/shop/series/" + URLEncoder.encode(key, UTF_8).replace("+", "%20");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static HttpRequest.Builder request(Service service, String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + service.httpPort() + "/api/v1/" + path));
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  HttpResponse<String> ask(Service service, String path) throws Exception {
    return send(request(service, path).build());
  }

  /** An answer that is one. */
  JsonNode get(Service service, String path) throws Exception {
    HttpResponse<String> answer = ask(service, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  HttpResponse<String> whatIf(Service service, String path, String body) throws Exception {
    return send(
        request(service, path + "/what-if")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  @Override
  public void close() throws IOException {
    broker.close();
  }
}
