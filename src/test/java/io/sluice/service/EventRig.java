package io.sluice.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.language.Counted;
import io.sluice.metrics.PipelineCounts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a service that watches what happens in the rooms of a flat: a day of it. */
public final class EventRig implements AutoCloseable {
  /** Happens in the kitchen at the very end, and never before. */
  public static final String HOSTILE = "<img src=x onerror=alert(1)>";

  /** A room with quiet hours, in which its sessions end. */
  public static final String HALL = "hall/\"'&100%2F ?#é🌡";

  private static final String HASH = "0123456789ab";
  private static final long FIRST = 1_700_006_400_000L;
  private static final int EVENTS = 720;
  private static final int BETWEEN_SESSIONS = 120;
  private static final long MINUTE = 60_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EmbeddedBroker broker;
  private final Service service;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Random random = new Random(11);
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private long time = FIRST;

  private EventRig(EmbeddedBroker broker, Service service) {
    this.broker = broker;
    this.service = service;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Starts it, and waits until it has told of all that happened. */
  public static EventRig start(Path dir) throws Exception {
    Files.createDirectories(dir);
    Files.createFile(dir.resolve("counted.onnx")); // the model comes from elsewhere
    EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"));
    SluiceConfig config = config(dir, broker);
    try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
      topics.create("events", 1, Map.of());
    }
    Service service =
        Service.start(
            config,
            "test",
            dir.resolve("state"),
            name -> new PipelineCounts(),
            pipeline -> Counted.model(HASH));
    EventRig rig = new EventRig(broker, service);
    rig.live();
    return rig;
  }

  private static SluiceConfig config(Path dir, EmbeddedBroker broker) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            kafka: { bootstrap.servers: "%s" }
            http: { port: 0 }
            pipelines:
              flat:
                source:
                  topic: events
                  keyed: true
                  key: room
                  timestamp: { field: ts, format: epoch-millis }
                window: { size: 1m, grace: 0s }
                events: { token: [what], session: { gap: 1h } }
                model: counted.onnx
                alerts: { budget: 8h }
            """
                .formatted(broker.bootstrapServers()));
    return ConfigLoader.load(file, name -> null);
  }

  private void live() throws Exception {
    for (int i = 0; i < EVENTS; i++) {
      time += MINUTE + random.nextInt((int) MINUTE);
      send("kitchen", Counted.TOKENS.get(2 + i % 4));
      if (i % 3 == 0 && i % BETWEEN_SESSIONS < BETWEEN_SESSIONS / 2 - 10) {
        send(HALL, Counted.TOKENS.get(2 + random.nextInt(4)));
      }
    }
    next("kitchen", HOSTILE);
  }

  /** Something happens two minutes later, and is told of. */
  public void next(String room, String what) throws Exception {
    time += 2 * MINUTE;
    send(room, what);
    for (Future<RecordMetadata> record : sent) {
      record.get();
    }
    sent.clear();
    RecordHeaders headers = new RecordHeaders();
    headers.add("sluice-watermark", Long.toString(time + MINUTE).getBytes(UTF_8));
    producer.send(new ProducerRecord<>("events", 0, null, null, null, headers)).get();
    await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> last(room).equals(what));
  }

  private void send(String room, String what) throws Exception {
    byte[] event = JSON.writeValueAsBytes(Map.of("room", room, "ts", time, "what", what));
    sent.add(producer.send(new ProducerRecord<>("events", 0, null, event)));
  }

  private String last(String room) throws Exception {
    URI list = URI.create(address() + "api/v1/pipelines/flat/series?prefix=" + room.charAt(0));
    String answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString())
            .body();
    return JSON.readTree(answer).at("/series/0/token").asText();
  }

  /** Where the page is. */
  public String address() {
    return "http://127.0.0.1:" + service.httpPort() + "/";
  }

  Service service() {
    return service;
  }

  @Override
  public void close() throws IOException {
    service.close();
    producer.close();
    broker.close();
  }
}
