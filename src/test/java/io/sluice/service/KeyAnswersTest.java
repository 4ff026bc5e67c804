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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service says of a key when it is asked over HTTP, from what its pipeline has stored. */
@Timeout(120)
final class KeyAnswersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
  private static final long START = 1_700_000_400_000L;
  private static final long WINDOW = 600_000;
  private static final String KEY = "Küche/50% \"😀\"";
  private static final String TWIN = "twin";
  private static final String SERIES = "pipelines/shop/series/" + encoded(KEY);

  @TempDir Path dir;
  private final HttpClient client = HttpClient.newHttpClient();
  private final PipelineCounts counts = new PipelineCounts();
  private EmbeddedBroker broker;
  private Service service;

  @BeforeEach
  void start() throws Exception {
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
    broker = EmbeddedBroker.start(dir.resolve("broker"));
    SluiceConfig config = config();
    try (Topics topics = new Topics(config.kafka(), Duration.ofSeconds(30))) {
      topics.create("sales", 2, Map.of());
    }
    service = Service.start(config, "test", dir.resolve("state"), p -> counts);
    service.awaitRunning(() -> false);
  }

  @AfterEach
  void stop() throws IOException {
    service.close();
    broker.close();
  }

  private SluiceConfig config() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            kafka: { bootstrap.servers: "%s" }
            http: { port: 0 }
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
                .formatted(broker.bootstrapServers()));
    return ConfigLoader.load(file, name -> null);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** Closes windows, each with a value and a plan. */
  private void windows(int from, int to) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = from; i < to; i++) {
        long time = START + i * WINDOW;
        for (String key : List.of(KEY, TWIN)) {
          List<?> price = List.of(2, 2.5, 3, 1);
          send(producer, Map.of("item", key, "ts", time, "qty", 10 + i % 3, "price", price));
        }
        for (int partition = 0; partition < 2; partition++) {
          watermark(producer, partition, time + WINDOW);
        }
      }
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> counts.forecastCount() >= 2L * to);
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

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + service.httpPort() + "/api/v1/" + path));
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = client.send(request(path).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> whatIf(String path, String body) throws Exception {
    HttpRequest request =
        request(path + "/what-if")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static String end(int window) {
    return Instant.ofEpochMilli(START + (window + 1) * WINDOW).toString();
  }

  @Test
  void state_isWhatIsStored_andSaysWhereAndHowMuch() throws Exception {
    windows(0, 14);
    JsonNode state = get(SERIES).get("state");
    assertThat(state.get("committed").asBoolean()).isFalse();
    assertThat(state.get("stale").asBoolean()).isFalse();
    assertThat(state.get("partition").asInt()).isBetween(0, 1);
    assertThat(state.get("bytes").asInt()).isBetween(100, 4000);
    assertThat(state.get("lastEnd").asText()).isEqualTo(end(13));
    assertThat(state.get("observed").asInt()).isEqualTo(14);
    assertThat(state.get("mature").asBoolean()).isTrue();
    assertThat(state.get("gap").asInt()).isZero();
    assertThat(state.get("model").get("name").asText()).isEqualTo("m");
    assertThat(state.get("scale").get(0).get("target").asText()).isEqualTo("qty");
    assertThat(state.get("scale").get(0).get("level").asDouble()).isBetween(10.0, 12.0);
    assertThat(state.get("episodes")).isEmpty();
    assertThat(state.get("known").get("promo")).isEmpty();
    assertThat(state.get("known").get("price").findValuesAsText("end"))
        .containsExactly(end(13), end(14), end(15), end(16));
    assertThat(state.get("known").get("price").findValuesAsText("value"))
        .containsExactly("2", "2.5", "3", "1");
  }

  @Test
  void why_isFirstThatItLearns_andThenWhatEachChartSaysAgainstItsThreshold() throws Exception {
    windows(0, 12);
    JsonNode why = get(SERIES).get("why");
    assertThat(why.get("words").asText()).isEqualTo("learning, 12 of 30 windows");
    assertThat(why.get("windowsJudged").asInt()).isEqualTo(12);
    assertThat(why.get("windowsNeeded").asInt()).isEqualTo(30);
    windows(12, 45);
    why = get(SERIES).get("why");
    assertThat(why.get("words").asText()).isEqualTo("no chart is above its threshold");
    assertThat(why.get("charts").findValuesAsText("chart"))
        .containsExactly("forecast", "distance", "level", "spread-up", "change", "frozen");
    for (JsonNode chart : why.get("charts")) {
      assertThat(chart.get("target").asText()).isEqualTo("qty");
      assertThat(chart.get("threshold").asDouble()).isPositive();
      assertThat(chart.get("score").asDouble())
          .isGreaterThanOrEqualTo(0)
          .isLessThan(chart.get("threshold").asDouble());
    }
    assertThat(why.get("silence").get("windows").asInt()).isZero();
    assertThat(why.get("silence").get("threshold").asInt()).isGreaterThan(1);
  }

  @Test
  void afterARestart_aKeyIsAnsweredFromItsStore_beforeAWindowOfItCloses() throws Exception {
    windows(0, 14);
    JsonNode before = get(SERIES);
    service.close();
    service = Service.start(config(), "test", dir.resolve("state"), p -> counts);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                client.send(request(SERIES).build(), BodyHandlers.ofString()).statusCode() == 200);
    JsonNode after = get(SERIES);
    assertThat(after.get("state")).isEqualTo(before.get("state"));
    assertThat(after.get("forecast").isNull()).isTrue();
    assertThat(after.get("windows").get("end")).isEmpty();
    assertThat(after.get("windowsAbsent").asText())
        .isEqualTo("none was closed here since the start");
    HttpResponse<String> otherwise = whatIf(SERIES, "{\"known\":{}}");
    assertThat(otherwise.statusCode()).isEqualTo(503);
    assertThat(otherwise.headers().firstValue("Retry-After")).contains("600");
  }

  @Test
  void whatIf_asPlanned_isTheForecast_andUnderOtherPlansAnotherOne() throws Exception {
    windows(0, 14);
    JsonNode published = get(SERIES).get("forecast");
    JsonNode same = JSON.readTree(whatIf(SERIES, "{\"known\":{}}").body());
    assertThat(same.get("whatIf")).isEqualTo(published);
    JsonNode asPlanned =
        JSON.readTree(
            whatIf(
                    SERIES,
                    "{\"known\":{\"price\":[{\"value\":3},{\"until\":\"%s\",\"value\":2.5},{\"from\":\"%s\",\"until\":\"%s\",\"value\":1},{\"from\":\"%s\",\"value\":0}]}}"
                        .formatted(end(14), end(15), end(16), end(16)))
                .body());
    assertThat(asPlanned.get("whatIf")).isEqualTo(published);

    JsonNode dearer =
        JSON.readTree(
            whatIf(
                    SERIES,
                    "{\"known\":{\"price\":[{\"from\":\"%s\",\"value\":2.99}]}}".formatted(end(14)))
                .body());
    assertThat(dearer.get("committed").asBoolean()).isFalse();
    assertThat(dearer.get("forecast")).isEqualTo(published);
    JsonNode quantiles = dearer.get("whatIf").get("quantiles").get("qty");
    assertThat(quantiles.get(0)).isEqualTo(published.get("quantiles").get("qty").get(0));
    assertThat(quantiles.get(1)).isNotEqualTo(published.get("quantiles").get("qty").get(1));
    JsonNode price = dearer.get("known").get("price");
    assertThat(price.findValuesAsText("end")).containsExactly(end(14), end(15), end(16), end(17));
    assertThat(price.findValuesAsText("asPlanned")).containsExactly("2.5", "3", "1", "0");
    assertThat(price.get(0).get("whatIf").asDouble()).isEqualTo(2.5);
    assertThat(price.get(3).get("whatIf").floatValue()).isEqualTo(2.99f);
  }

  /** The twin of a key that is asked about gets the same events, and nobody asks about it. */
  @Test
  void whatIf_leavesTheKeyAsItIs() throws Exception {
    windows(0, 13);
    JsonNode state = get(SERIES).get("state");
    for (int i = 0; i < 20; i++) {
      String body = "{\"known\":{\"price\":[{\"value\":%d}]}}".formatted(i);
      assertThat(whatIf(SERIES, body).statusCode()).isEqualTo(200);
    }
    assertThat(get(SERIES).get("state")).isEqualTo(state);
    windows(13, 15);
    JsonNode forecast = get(SERIES).get("forecast");
    JsonNode ofTwin = get("pipelines/shop/series/" + TWIN).get("forecast");
    assertThat(forecast.get("quantiles")).isEqualTo(ofTwin.get("quantiles"));
    assertThat(forecast.get("score")).isEqualTo(ofTwin.get("score"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"known\":{\"price\":[{\"value\":1}]} | 400 | the body, line 1, column",
        "nonsense | 400 | the body, line 1, column",
        "'' | 400 | the body, line 1, column",
        "[] | 400 | the body, line 1, column 1: expected an object",
        "{} | 400 | the body, line 1, column",
        "{\"plans\":{}} | 400 | the body, line 1, column 2: there is no 'plans'; there is: known",
        "{\"known\":{\"price\":[{}]}} | 400 | the body, line 1, column",
        "{\"known\":{\"price\":[{\"value\":\"1\"}]}} | 400 | the body, line 1, column",
        "{\"known\":{\"price\":[{\"value\":NaN}]}} | 400 | the body, line 1, column",
        "{\"known\":{\"price\":[{\"value\":1e39}]}} | 400 | the body, line 1, column 29: value is not a number within",
        "{\"known\":{\"price\":[{\"value\":1,\"from\":\"Friday\"}]}} | 400 | the body, line 1, column 38: from is not a time",
        "{\"known\":{\"price\":[{\"value\":1,\"from\":\"2030-01-01T00:00:00Z\"}]}} | 400 | a change of 'price' is of no window that is forecast",
        "{\"known\":{\"promo\":[{\"value\":1}]}} | 400 | the model does not look at 'promo'",
        "{\"known\":{\"colour\":[{\"value\":1}]}} | 400 | no field 'colour' is known in advance; there are: price, promo",
      })
  void questionThatMakesNoSense_isRefused_andToldWhere(String body, int status, String why)
      throws Exception {
    windows(0, 2);
    HttpResponse<String> answer = whatIf(SERIES, body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(JSON.readTree(answer.body()).get("detail").asText()).startsWith(why);
  }

  @Test
  void questionThatIsNoneOfThisOperation_getsTheStatusThatSaysSo() throws Exception {
    windows(0, 2);
    String all = "{\"known\":{}}";
    assertThat(whatIf("pipelines/none/series/a", all).statusCode()).isEqualTo(404);
    assertThat(whatIf("pipelines/shop/series/none", all).statusCode()).isEqualTo(404);
    assertThat(whatIf(SERIES, " ".repeat(10 << 20)).statusCode()).isEqualTo(413);
    HttpRequest form =
        request(SERIES + "/what-if")
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(all))
            .build();
    assertThat(client.send(form, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    HttpRequest get = request(SERIES + "/what-if").build();
    HttpResponse<String> refused = client.send(get, BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("POST");
  }
}
