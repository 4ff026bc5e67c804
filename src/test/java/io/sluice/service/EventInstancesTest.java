package io.sluice.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.chaos.ChildJvm;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.metrics.PipelineCounts;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 * Two instances behind one question about a series of events, one of which is killed. Keys of
 * {@code keyed} have the partition that whoever writes the source gave them, which nobody can tell
 * from the key.
 */
@Timeout(240)
final class EventInstancesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PIPELINES = List.of("flat", "keyed");
  private static final List<String> ROOMS =
      List.of("a/b", "50% 😀", "<img src=x onerror=alert(1)>", "hall", "#?&+", "\u202egnp.exe");
  private static final List<String> TOKENS =
      List.of("bed", "hall-motion", "<script>alert(1)</script>", "kettle", "x".repeat(200));
  private static final long FIRST = 1_700_006_400_000L;
  private static final long MINUTE = 60_000;
  private static final int EVENTS = 40;

  @TempDir Path dir;
  private final HttpClient client = HttpClient.newHttpClient();
  private EmbeddedBroker broker;
  private Service here;
  private ChildJvm there;
  private int[] ports;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(dir.resolve("broker"));
    ports = new int[] {ShopRig.freePort(), ShopRig.freePort()};
    Files.copy(Path.of("models/home-events.onnx"), dir.resolve("home-events.onnx"));
    SluiceConfig config = ConfigLoader.load(config(0), name -> null);
    try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
      for (String pipeline : PIPELINES) {
        topics.create(pipeline, 2, Map.of());
      }
    }
    there =
        new ChildJvm(
            dir.resolve("there.log"),
            "io.sluice.cli.Sluice",
            List.of("-Xmx256m"),
            List.of("run", "-c", config(1).toString(), "--data-dir", dir + "/there"));
    here = Service.start(config, "test", dir.resolve("here"), name -> new PipelineCounts());
  }

  @AfterEach
  void stop() throws Exception {
    if (here != null) {
      here.close();
    }
    if (there != null) {
      there.close();
    }
    broker.close();
  }

  private Path config(int instance) throws Exception {
    StringBuilder pipelines = new StringBuilder();
    for (String name : PIPELINES) {
      pipelines.append(
          """
            %s:
              source:
                topic: %s
                keyed: %s
                key: room
                timestamp: { field: ts, format: epoch-millis }
              window: { size: 1m, grace: 0s }
              events: { token: [what], session: { gap: 1h } }
              model: home-events.onnx
              alerts: { budget: 8h }
          """
              .formatted(name, name, name.equals("keyed"))
              .indent(2));
    }
    return Files.writeString(
        dir.resolve("instance-" + instance + ".yaml"),
        """
        kafka: { bootstrap.servers: "%s" }
        streams:
          commit.interval.ms: 200
          main.consumer.session.timeout.ms: 6000
          main.consumer.heartbeat.interval.ms: 1000
        http:
          port: %d
          advertised: "%s"
          peer-secret: 0123456789abcdef-peers
          peers: ["%s", "%s"]
        pipelines:
        %s"""
            .formatted(
                broker.bootstrapServers(),
                ports[instance],
                address(instance),
                address(0),
                address(1),
                pipelines));
  }

  private String address(int instance) {
    return "127.0.0.1:" + ports[instance];
  }

  /** Something happens in each room by turns; the rooms of a source are half in each partition. */
  private void live() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String pipeline : PIPELINES) {
        for (int i = 0; i < EVENTS; i++) {
          for (int room = 0; room < ROOMS.size(); room++) {
            long time = FIRST + i * MINUTE + room * 7L;
            String what = TOKENS.get((i * (room + 1) + i / 7) % TOKENS.size());
            byte[] event =
                JSON.writeValueAsBytes(Map.of("room", ROOMS.get(room), "ts", time, "what", what));
            producer.send(new ProducerRecord<>(pipeline, room % 2, null, event)).get();
          }
        }
        for (int partition = 0; partition < 2; partition++) {
          RecordHeaders headers = new RecordHeaders();
          String clock = Long.toString(FIRST + EVENTS * MINUTE);
          headers.add("sluice-watermark", clock.getBytes(UTF_8));
          producer.send(new ProducerRecord<>(pipeline, partition, null, null, null, headers)).get();
        }
      }
    }
  }

  private static String series(String pipeline, String key) {
    return "pipelines/%s/series/%s"
        .formatted(pipeline, URLEncoder.encode(key, UTF_8).replace("+", "%20"));
  }

  private HttpResponse<String> ask(int instance, String path) throws Exception {
    URI uri = URI.create("http://" + address(instance) + "/api/v1/" + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private JsonNode get(int instance, String path) throws Exception {
    HttpResponse<String> answer = ask(instance, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Who has the series of a pipeline, all of which are in their last window. */
  private Set<String> owners(String pipeline) throws Exception {
    Set<String> owners = new TreeSet<>();
    for (String room : ROOMS) {
      JsonNode state = get(0, series(pipeline, room)).get("state");
      assertThat(state.get("events").asInt()).isEqualTo(EVENTS);
      owners.add(state.get("instance").asText());
    }
    return owners;
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(90)).ignoreExceptions().untilAsserted(assertion);
  }

  @Test
  void eitherAnswers_listsAreOfBoth_andOfOneThatIsKilledNothingWrongIsSaid() throws Exception {
    for (int instance = 0; instance < 2; instance++) {
      int asked = instance;
      soon(
          () ->
              assertThat(get(asked, "pipelines").findValuesAsText("state"))
                  .containsExactly("RUNNING", "RUNNING"));
    }
    live();
    for (String pipeline : PIPELINES) {
      soon(() -> assertThat(owners(pipeline)).containsExactlyInAnyOrder(address(0), address(1)));
      assertEitherAnswers(pipeline);
      assertPagesHoldEachOnce(pipeline);
    }
    assertThat(ask(0, "alerts/none").statusCode()).isEqualTo(404);

    there.kill();
    List<String> wrong = new ArrayList<>();
    soon(
        () -> {
          // Nobody may say that there is none, before all that may have it were asked.
          boolean isNone = ask(0, series("keyed", "none")).statusCode() == 404;
          Set<String> owners = new TreeSet<>();
          for (String room : ROOMS) {
            owners.add(owner("keyed", room, wrong));
          }
          if (isNone && !owners.equals(Set.of(address(0)))) {
            wrong.add("there is said to be no series while others are answered by " + owners);
          }
          for (String room : ROOMS) {
            owners.add(owner("flat", room, wrong));
          }
          assertThat(owners).containsExactly(address(0));
        });
    assertThat(wrong).isEmpty();
    HttpResponse<String> alert = ask(0, "alerts/none");
    assertThat(alert.statusCode()).as("whether the other one has it").isEqualTo(503);
    assertThat(alert.headers().firstValue("Retry-After")).isPresent();
    assertThat(get(0, "alerts").at("/instances/missing/0").asText()).startsWith(address(1) + ": ");
  }

  private void assertEitherAnswers(String pipeline) throws Exception {
    for (String room : ROOMS) {
      JsonNode one = get(0, series(pipeline, room));
      assertThat(one.get("key").asText()).isEqualTo(room);
      assertThat(one.get("windows").findValuesAsText("token")).containsAll(TOKENS);
      assertThat(get(1, series(pipeline, room))).isEqualTo(one);
    }
    for (int instance = 0; instance < 2; instance++) {
      HttpResponse<String> none = ask(instance, series(pipeline, "none"));
      assertThat(none.statusCode()).as(none.body()).isEqualTo(404);
    }
  }

  private void assertPagesHoldEachOnce(String pipeline) throws Exception {
    for (String sort : List.of("score", "attention", "name")) {
      List<String> all = new ArrayList<>();
      String next = "";
      do {
        String page =
            "pipelines/%s/series?limit=1&sort=%s&cursor=%s".formatted(pipeline, sort, next);
        JsonNode list = get(all.size() % 2, page);
        assertThat(list.at("/instances/answered").asInt()).isEqualTo(2);
        all.add(list.at("/series/0/key").asText());
        next = list.get("next").isNull() ? "" : list.get("next").asText();
      } while (!next.isEmpty() && all.size() <= ROOMS.size());
      assertThat(all).as(sort).containsExactlyInAnyOrderElementsOf(ROOMS);
    }
  }

  /** Who answers; empty: nobody, for now. */
  private String owner(String pipeline, String room, List<String> wrong) throws Exception {
    HttpResponse<String> answer = ask(0, series(pipeline, room));
    if (answer.statusCode() == 503) {
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      return "";
    }
    JsonNode state = JSON.readTree(answer.body()).path("state");
    if (answer.statusCode() != 200 || (!state.isNull() && state.get("events").asInt() != EVENTS)) {
      wrong.add(pipeline + " " + room + ": " + answer.statusCode() + " " + answer.body());
    }
    return state.isNull() ? "" : state.get("instance").asText();
  }
}
