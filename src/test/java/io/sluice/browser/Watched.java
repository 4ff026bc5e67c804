package io.sluice.browser;

import static org.awaitility.Awaitility.await;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.TestModels;
import io.sluice.service.Service;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.Stacking;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A service on a broker, with events of a few rooms: two days, window by window. */
final class Watched implements AutoCloseable {
  static final String HOSTILE = "<img src=x onerror=alert(1)>/\"'&100%2F ?#é🌡";
  private static final long FIRST = 1_700_006_400_000L;
  private static final long WINDOW = 600_000;
  private static final int HISTORY = 288;

  private static final int SOLD = 60;
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
  private static final Architecture SHOP =
      new Architecture(
          Cell.GRU,
          1,
          8,
          Stacking.PLAIN,
          InitialState.LEARNED,
          HeadActivation.RELU,
          new Decoder(2, 3, 8));

  private static final String[] KEYS = {
    "hall/temperature", "attic/temperature", "cellar/temperature", HOSTILE
  };

  private final EmbeddedBroker broker;
  private final Service service;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Random random = new Random(5);
  private final PipelineCounts metrics = new PipelineCounts();
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private int window;

  Watched(Path dir) throws Exception {
    broker = EmbeddedBroker.start(dir.resolve("broker"));
    Files.copy(Path.of("models/general.onnx"), dir.resolve("general.onnx"));
    TestModels.covariate(dir, "prices", SHOP, 4, SCALER, List.of("known.price"));
    SluiceConfig config = config(dir);
    try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
      topics.create("readings", 1, Map.of());
      topics.create("sales", 1, Map.of());
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    service = Service.start(config, "test", dir.resolve("state"), name -> metrics);
    while (window < HISTORY) {
      next(Map.of());
    }
    sell();
    settle();
  }

  private SluiceConfig config(Path dir) throws Exception {
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
                window: { size: 10m, grace: 0s }
                targets: { value: { aggregate: mean, unit: °C } }
                model: general.onnx
                alerts: { budget: 1d }
              shop:
                source:
                  topic: sales
                  keyed: true
                  key: item
                  timestamp: { field: ts, format: epoch-millis }
                window: { size: 10m, grace: 0s }
                targets: { sold: mean }
                covariates: { known: [price] }
                model: prices.onnx
            """
                .formatted(broker.bootstrapServers()));
    return ConfigLoader.load(file, name -> null);
  }

  /** Where the page is. */
  String address() {
    return "http://127.0.0.1:" + service.httpPort() + "/";
  }

  /** A window goes by, in which some rooms have values of their own. */
  void next(Map<String, Double> values) {
    Map<String, Double> now = new LinkedHashMap<>();
    for (String key : KEYS) {
      double usual = 20 + 3 * Math.sin(window * 2 * Math.PI / 144) + 0.2 * random.nextGaussian();
      now.put(key, values.getOrDefault(key, usual));
    }
    long start = FIRST + window * WINDOW;
    now.forEach((key, value) -> send("readings", event(key, start, value), null));
    window++;
    send("readings", null, Long.toString(start + WINDOW));
  }

  private static String event(String key, long time, double value) {
    String quoted = key.replace("\"", "\\\"");
    return "{\"key\":\"%s\",\"ts\":%d,\"value\":%.3f}".formatted(quoted, time, value);
  }

  /** A day of bread, with its prices to come. */
  private void sell() {
    for (int i = 0; i < SOLD; i++) {
      long start = FIRST + i * WINDOW;
      String event =
          "{\"item\":\"bread\",\"ts\":%d,\"sold\":%d,\"price\":[2,2.5,3,1]}"
              .formatted(start, 10 + i % 3);
      send("sales", event, null);
      send("sales", null, Long.toString(start + WINDOW));
    }
  }

  private void send(String topic, String event, String watermark) {
    RecordHeaders headers = new RecordHeaders();
    if (watermark != null) {
      headers.add("sluice-watermark", watermark.getBytes(StandardCharsets.US_ASCII));
    }
    byte[] value = event == null ? null : event.getBytes(StandardCharsets.UTF_8);
    sent.add(producer.send(new ProducerRecord<>(topic, 0, null, null, value, headers)));
  }

  /** Waits until the service has told of every window. */
  private void settle() throws Exception {
    for (Future<RecordMetadata> record : sent) {
      record.get();
    }
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> metrics.forecastCount() == (long) KEYS.length * window + SOLD);
  }

  @Override
  public void close() {
    service.close();
    producer.close();
    broker.close();
  }
}
