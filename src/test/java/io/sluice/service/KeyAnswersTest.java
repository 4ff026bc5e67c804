package io.sluice.service;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service says of a key when it is asked over HTTP, from what its pipeline has stored. */
@Timeout(120)
final class KeyAnswersTest {
  private static final String KEY = "Küche/50% \"😀\"";
  private static final String TWIN = "twin";
  private static final String SERIES = ShopRig.series(KEY);

  @TempDir Path dir;
  private ShopRig rig;
  private Service service;

  @BeforeEach
  void start() throws Exception {
    rig = ShopRig.start(dir);
    service = rig.service();
  }

  @AfterEach
  void stop() throws IOException {
    service.close();
    rig.close();
  }

  @Test
  void state_isWhatIsStored_andSaysWhereAndHowMuch() throws Exception {
    rig.windows(0, 14, KEY, TWIN);
    JsonNode state = rig.get(service, SERIES).get("state");
    assertThat(state.get("committed").asBoolean()).isFalse();
    assertThat(state.get("stale").asBoolean()).isFalse();
    assertThat(state.get("partition").asInt()).isBetween(0, 1);
    assertThat(state.get("bytes").asInt()).isBetween(100, 4000);
    assertThat(state.get("lastEnd").asText()).isEqualTo(ShopRig.end(13));
    assertThat(state.get("observed").asInt()).isEqualTo(14);
    assertThat(state.get("mature").asBoolean()).isTrue();
    assertThat(state.get("gap").asInt()).isZero();
    assertThat(state.get("model").get("name").asText()).isEqualTo("m");
    assertThat(state.get("scale").get(0).get("target").asText()).isEqualTo("qty");
    assertThat(state.get("scale").get(0).get("level").asDouble()).isBetween(10.0, 12.0);
    assertThat(state.get("episodes")).isEmpty();
    assertThat(state.get("known").get("promo")).isEmpty();
    assertThat(state.get("known").get("price").findValuesAsText("end"))
        .containsExactly(ShopRig.end(13), ShopRig.end(14), ShopRig.end(15), ShopRig.end(16));
    assertThat(state.get("known").get("price").findValuesAsText("value"))
        .containsExactly("2", "2.5", "3", "1");
  }

  @Test
  void why_isFirstThatItLearns_andThenWhatEachChartSaysAgainstItsThreshold() throws Exception {
    rig.windows(0, 12, KEY, TWIN);
    JsonNode why = rig.get(service, SERIES).get("why");
    assertThat(why.get("words").asText()).isEqualTo("learning, 12 of 30 windows");
    assertThat(why.get("windowsJudged").asInt()).isEqualTo(12);
    assertThat(why.get("windowsNeeded").asInt()).isEqualTo(30);
    rig.windows(12, 45, KEY, TWIN);
    why = rig.get(service, SERIES).get("why");
    assertThat(why.get("words").asText()).isEqualTo("no chart is above its threshold");
    assertThat(why.get("charts").findValuesAsText("chart"))
        .containsExactly("forecast", "distance", "level", "spread-up", "change", "frozen", "range");
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
    rig.windows(0, 14, KEY, TWIN);
    JsonNode before = rig.get(service, SERIES);
    service.close();
    service = rig.service();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              HttpResponse<String> answer = rig.ask(service, SERIES);
              if (answer.statusCode() != 200) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
              }
              return answer.statusCode() == 200;
            });
    JsonNode after = rig.get(service, SERIES);
    assertThat(after.get("state")).isEqualTo(before.get("state"));
    assertThat(after.get("forecast").isNull()).isTrue();
    assertThat(after.get("windows").get("end")).isEmpty();
    assertThat(after.get("windowsAbsent").asText())
        .isEqualTo("none was closed here since the start");
    HttpResponse<String> otherwise = rig.whatIf(service, SERIES, "{\"known\":{}}");
    assertThat(otherwise.statusCode()).isEqualTo(503);
    assertThat(otherwise.headers().firstValue("Retry-After")).contains("600");
    assertThat(ShopRig.JSON.readTree(otherwise.body()).get("detail").asText())
        .contains("held in memory alone (the store has the state that came of it)")
        .endsWith("ask after its next window");
  }

  @Test
  void history_isWhatWasPublished_overTheTimeAskedFor_andSaysWhenItIsCut() throws Exception {
    rig.windows(0, 20, KEY, TWIN);
    JsonNode held = rig.get(service, SERIES).get("windows");
    String some = SERIES + "/history?from=" + ShopRig.end(4) + "&until=" + ShopRig.end(9);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(rig.get(service, some).get("windows").get("end")).hasSize(5));
    assertThat(rig.get(service, SERIES + "/history").get("windows").get("end").size())
        .as("as far back as there is, by event time")
        .isGreaterThanOrEqualTo(10);
    JsonNode history = rig.get(service, some);
    assertThat(history.get("cut").isNull()).isTrue();
    assertThat(history.get("scanned").asInt()).isBetween(5, 14);
    JsonNode target = history.get("windows").get("targets").get(0);
    for (int i = 0; i < 5; i++) {
      assertThat(history.get("windows").get("end").get(i)).isEqualTo(held.get("end").get(5 + i));
      for (String column : List.of("observed", "lower", "median", "upper")) {
        assertThat(target.get(column).get(i).asDouble())
            .isCloseTo(
                held.get("targets").get(0).get(column).get(5 + i).asDouble(),
                Percentage.withPercentage(0.01));
      }
    }
    JsonNode cut = rig.get(service, some + "&limit=2");
    assertThat(cut.get("windows").get("end")).hasSize(2);
    assertThat(cut.get("cut").asText())
        .isEqualTo("there are more than 2 windows; it has come to " + ShopRig.end(7));
    String none = ShopRig.series("none") + "/history?from=" + ShopRig.end(4);
    assertThat(rig.get(service, none).get("windows").get("end")).isEmpty();
    assertThat(rig.ask(service, SERIES + "/history?from=now").statusCode()).isEqualTo(400);
    assertThat(rig.ask(service, SERIES + "/history?limit=5001").statusCode()).isEqualTo(400);
    String backwards = "/history?from=" + ShopRig.end(4) + "&until=" + ShopRig.end(3);
    assertThat(rig.ask(service, SERIES + backwards).statusCode()).isEqualTo(400);
  }

  @Test
  void pipeline_saysHowItIsDoing() throws Exception {
    rig.windows(0, 14, KEY, TWIN);
    JsonNode pipeline = rig.get(service, "pipelines/shop");
    assertThat(pipeline.get("streamTime").asText()).isEqualTo(ShopRig.end(13));
    assertThat(pipeline.get("records").asInt()).isEqualTo(28);
    assertThat(pipeline.get("recordsPerSecond").asDouble()).isPositive();
    assertThat(pipeline.get("coverage").asDouble()).isBetween(0.0, 1.0);
    assertThat(pipeline.get("known").findValuesAsText("name")).containsExactly("price", "promo");
    assertThat(pipeline.get("known").findValuesAsText("isUsed")).containsExactly("true", "false");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(rig.get(service, "pipelines/shop").get("lag").asInt(-1)).isZero());
  }

  @Test
  void whatIf_asPlanned_isTheForecast_andUnderOtherPlansAnotherOne() throws Exception {
    rig.windows(0, 14, KEY, TWIN);
    JsonNode published = rig.get(service, SERIES).get("forecast");
    JsonNode same = ShopRig.JSON.readTree(rig.whatIf(service, SERIES, "{\"known\":{}}").body());
    assertThat(same.get("whatIf")).isEqualTo(published);
    JsonNode asPlanned =
        ShopRig.JSON.readTree(
            rig.whatIf(
                    service,
                    SERIES,
                    "{\"known\":{\"price\":[{\"value\":3},{\"until\":\"%s\",\"value\":2.5},{\"from\":\"%s\",\"until\":\"%s\",\"value\":1},{\"from\":\"%s\",\"value\":0}]}}"
                        .formatted(
                            ShopRig.end(14), ShopRig.end(15), ShopRig.end(16), ShopRig.end(16)))
                .body());
    assertThat(asPlanned.get("whatIf")).isEqualTo(published);

    JsonNode dearer =
        ShopRig.JSON.readTree(
            rig.whatIf(
                    service,
                    SERIES,
                    "{\"known\":{\"price\":[{\"from\":\"%s\",\"value\":2.99}]}}"
                        .formatted(ShopRig.end(14)))
                .body());
    assertThat(dearer.get("committed").asBoolean()).isFalse();
    assertThat(dearer.get("forecast")).isEqualTo(published);
    JsonNode quantiles = dearer.get("whatIf").get("quantiles").get("qty");
    assertThat(quantiles.get(0)).isEqualTo(published.get("quantiles").get("qty").get(0));
    assertThat(quantiles.get(1)).isNotEqualTo(published.get("quantiles").get("qty").get(1));
    JsonNode price = dearer.get("known").get("price");
    assertThat(price.findValuesAsText("end"))
        .containsExactly(ShopRig.end(14), ShopRig.end(15), ShopRig.end(16), ShopRig.end(17));
    assertThat(price.findValuesAsText("asPlanned")).containsExactly("2.5", "3", "1", "0");
    assertThat(price.get(0).get("whatIf").asDouble()).isEqualTo(2.5);
    assertThat(price.get(3).get("whatIf").floatValue()).isEqualTo(2.99f);
  }

  /** The twin of a key that is asked about gets the same events, and nobody asks about it. */
  @Test
  void whatIf_leavesTheKeyAsItIs() throws Exception {
    rig.windows(0, 13, KEY, TWIN);
    JsonNode state = rig.get(service, SERIES).get("state");
    for (int i = 0; i < 20; i++) {
      String body = "{\"known\":{\"price\":[{\"value\":%d}]}}".formatted(i);
      assertThat(rig.whatIf(service, SERIES, body).statusCode()).isEqualTo(200);
    }
    assertThat(rig.get(service, SERIES).get("state")).isEqualTo(state);
    rig.windows(13, 15, KEY, TWIN);
    JsonNode forecast = rig.get(service, SERIES).get("forecast");
    JsonNode ofTwin = rig.get(service, ShopRig.series(TWIN)).get("forecast");
    assertThat(forecast.get("quantiles")).isEqualTo(ofTwin.get("quantiles"));
    assertThat(forecast.get("score")).isEqualTo(ofTwin.get("score"));
  }

  @Test
  void questionThatMakesNoSense_isRefused_andToldWhere() throws Exception {
    rig.windows(0, 2, KEY, TWIN);
    Map<String, String> questions =
        Map.ofEntries(
            entry("{\"known\":{\"price\":[{\"value\":1}]}", "the body, line 1, column"),
            entry("nonsense", "the body, line 1, column"),
            entry("", "the body, line 1, column"),
            entry("[]", "the body, line 1, column 1: expected an object"),
            entry("{}", "the body, line 1, column"),
            entry(
                "{\"plans\":{}}",
                "the body, line 1, column 2: there is no 'plans'; there is: known"),
            entry("{\"known\":{\"price\":[{}]}}", "the body, line 1, column"),
            entry("{\"known\":{\"price\":[{\"value\":\"1\"}]}}", "the body, line 1, column"),
            entry("{\"known\":{\"price\":[{\"value\":NaN}]}}", "the body, line 1, column"),
            entry(
                "{\"known\":{\"price\":[{\"value\":1e39}]}}",
                "the body, line 1, column 29: value is not a number within"),
            entry(
                "{\"known\":{\"price\":[{\"value\":1,\"from\":\"Friday\"}]}}",
                "the body, line 1, column 38: from is not a time"),
            entry(
                "{\"known\":{\"price\":[{\"value\":1,\"from\":\"2030-01-01T00:00:00Z\"}]}}",
                "a change of 'price' is of no window that is forecast"),
            entry("{\"known\":{\"promo\":[{\"value\":1}]}}", "the model does not look at 'promo'"),
            entry(
                "{\"known\":{\"colour\":[{\"value\":1}]}}",
                "no field 'colour' is known in advance; there are: price, promo"));
    for (Map.Entry<String, String> question : questions.entrySet()) {
      HttpResponse<String> answer = rig.whatIf(service, SERIES, question.getKey());
      assertThat(answer.statusCode()).as(question.getKey()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(ShopRig.JSON.readTree(answer.body()).get("detail").asText())
          .as(question.getKey())
          .startsWith(question.getValue());
    }
  }

  @Test
  void bodyThatIsNotEvenUnicode_isRefused() throws Exception {
    rig.windows(0, 2, KEY, TWIN);
    byte[] broken = {0, 0, 0, '{', 0x7f, 0x7f, 0x7f, 0x7f};
    HttpRequest request =
        ShopRig.request(service, SERIES + "/what-if")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(broken))
            .build();
    HttpResponse<String> answer = rig.send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void questionThatIsNoneOfThisOperation_getsTheStatusThatSaysSo() throws Exception {
    rig.windows(0, 2, KEY, TWIN);
    String all = "{\"known\":{}}";
    assertThat(rig.whatIf(service, "pipelines/none/series/a", all).statusCode()).isEqualTo(404);
    assertThat(rig.whatIf(service, "pipelines/shop/series/none", all).statusCode()).isEqualTo(404);
    assertThat(statusOfTooMuch()).isEqualTo(413);
    HttpRequest form =
        ShopRig.request(service, SERIES + "/what-if")
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(all))
            .build();
    assertThat(rig.send(form).statusCode()).isEqualTo(415);
    HttpRequest get = ShopRig.request(service, SERIES + "/what-if").build();
    HttpResponse<String> refused = rig.send(get);
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("POST, OPTIONS");
    HttpRequest options =
        ShopRig.request(service, SERIES + "/what-if")
            .method("OPTIONS", BodyPublishers.noBody())
            .build();
    HttpResponse<String> allowed = rig.send(options);
    assertThat(allowed.statusCode()).isEqualTo(204);
    assertThat(allowed.headers().firstValue("Allow")).contains("POST, OPTIONS");
  }

  /** Nobody reads on what is refused: who still writes may find the connection closed first. */
  private int statusOfTooMuch() throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return rig.whatIf(service, SERIES, " ".repeat(10 << 20)).statusCode();
      } catch (IOException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
  }
}
