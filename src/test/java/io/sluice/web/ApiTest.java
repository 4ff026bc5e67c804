package io.sluice.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.output.Alert;
import io.sluice.output.Samples;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program learns that asks about series, and how it is told that it asked wrongly. */
@Timeout(30)
final class ApiTest extends ServedApi {
  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static List<String> keys(JsonNode list) {
    return list.get("series").findValuesAsText("key");
  }

  @Test
  void pipelines_areListedWithTheirState_alsoOneThatHasNotBegun() throws Exception {
    window("a", 0, 20, 0.5);
    JsonNode pipelines = get("pipelines").get("pipelines");
    assertThat(pipelines.findValuesAsText("name")).contains("climate", "later");
    JsonNode one = get("pipelines/climate");
    assertThat(pipelines).contains(one);
    assertThat(one.get("state").asText()).isEqualTo("RUNNING");
    assertThat(one.get("series").asInt()).isOne();
    assertThat(one.get("newestWindow").asText()).isEqualTo("2013-02-18T14:40:00Z");
    assertThat(one.get("targets").get(0).get("unit").asText()).isEqualTo("°C");
    assertThat(one.get("topics").get("forecasts").asText()).isEqualTo("climate.forecasts");
  }

  @Test
  void answer_saysHowLongItTookToMake_andSoDoesARefusal() throws Exception {
    for (String path : List.of("pipelines", "pipelines/none")) {
      assertThat(send(path).headers().firstValue("Server-Timing").orElseThrow())
          .matches("handler;dur=\\d+\\.\\d\\d");
    }
  }

  @Test
  void series_areFoundAndOrdered_firingOnesFirst() throws Exception {
    window("hall/light", 0, 1, 2);
    window("attic/heat", 1, 1, 1);
    window("cellar/light", 0, 1, 5);
    window("cellar/heat", 2, 1, Double.NaN);
    String list = "pipelines/climate/series";
    assertThat(keys(get(list)))
        .containsExactly("cellar/light", "hall/light", "attic/heat", "cellar/heat");
    assertThat(keys(get(list + "?sort=name")))
        .containsExactly("attic/heat", "cellar/heat", "cellar/light", "hall/light");
    assertThat(keys(get(list + "?sort=changed"))).startsWith("cellar/heat", "attic/heat");
    assertThat(keys(get(list + "?prefix=cellar/"))).containsOnly("cellar/light", "cellar/heat");
    assertThat(keys(get(list + "?contains=LIGHT"))).containsOnly("cellar/light", "hall/light");
    assertThat(keys(get(list + "?firing=true"))).containsExactly("cellar/light");
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention", "score", "changed", "name"})
  void pagesOfAList_holdEachSeriesOnce(String sort) throws Exception {
    for (int i = 0; i < 23; i++) {
      window("key-" + i, i % 5, 1, i % 4);
    }
    List<String> all = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          get("pipelines/climate/series?limit=5&sort=%s&cursor=%s".formatted(sort, next));
      assertThat(page.get("matching").asInt()).isEqualTo(23);
      all.addAll(keys(page));
      next = page.get("next").isNull() ? "" : page.get("next").asText();
    } while (!next.isEmpty());
    assertThat(all).hasSize(23).doesNotHaveDuplicates();
    assertThat(all).isEqualTo(keys(get("pipelines/climate/series?limit=500&sort=" + sort)));
  }

  @ParameterizedTest
  @ValueSource(strings = {Samples.NASTY_KEY, "a b", "50%", "Küche/😀", "..", "a/../b", "+", "#?&"})
  void series_isFoundByItsKey_whateverThatIs(String key) throws Exception {
    window(key, 0, 20, 1);
    JsonNode one = get("pipelines/climate/series/" + encoded(key));
    assertThat(one.get("key").asText()).isEqualTo(key);
    assertThat(one.get("forecast").get("key").asText()).isEqualTo(key);
  }

  @Test
  void windows_standBesideWhatHadBeenForecastOfThem() throws Exception {
    window("a", 0, 20, 0.5);
    window("a", 1, 20.5, 1.5);
    window("a", 3, 40, 4.5);
    JsonNode one = get("pipelines/climate/series/a");
    JsonNode windows = one.get("windows");
    long end = Samples.END;
    long size = LiveSamples.WINDOW.toMillis();
    assertThat(windows.get("end").toString())
        .isEqualTo("[%d,%d,%d]".formatted(end, end + size, end + 3 * size));
    assertThat(windows.get("score").toString()).isEqualTo("[0.5,1.5,4.5]");
    JsonNode indoor = windows.get("targets").get(0);
    assertThat(indoor.get("observed").toString()).isEqualTo("[20,20.5,40]");
    assertThat(indoor.get("lower").toString()).isEqualTo("[null,19,null]");
    assertThat(indoor.get("median").toString()).isEqualTo("[null,20,null]");
    assertThat(indoor.get("upper").toString()).isEqualTo("[null,21,null]");
    assertThat(windows.get("targets").get(1).get("observed").toString())
        .isEqualTo("[null,null,null]");
    assertThat(one.get("firing").asBoolean()).isTrue();
    assertThat(one.get("forecast").get("quantiles").get("indoor").get(0).get(1).asDouble())
        .isEqualTo(40);
  }

  /** A transaction that is aborted: the same windows come again, and may be others. */
  @Test
  void windowsThatAreUndone_areReplaced() throws Exception {
    for (int i = 0; i < 40; i++) {
      window("a", i, i, 0);
    }
    window("a", 30, 300, 0);
    JsonNode windows = get("pipelines/climate/series/a").get("windows");
    assertThat(windows.get("end")).hasSize(31);
    assertThat(windows.get("targets").get(0).get("observed").get(30).asInt()).isEqualTo(300);
    assertThat(windows.get("targets").get(0).get("observed").get(29).asInt()).isEqualTo(29);
  }

  @Test
  void lastWindows_areKept_asManyAsThereIsRoomFor() throws Exception {
    for (int i = 0; i < 1000; i++) {
      window("a", i, i, 0);
    }
    JsonNode observed =
        get("pipelines/climate/series/a").get("windows").get("targets").get(0).get("observed");
    assertThat(observed).hasSize(512);
    assertThat(observed.get(0).asInt()).isEqualTo(488);
    assertThat(observed.get(511).asInt()).isEqualTo(999);
  }

  @Test
  void seriesOfAPartitionThatMovedAway_areNoLongerToldHere() throws Exception {
    window("a", 0, 1, 0);
    climate.window(1, LiveSamples.window("b", 0, 1, 0), false, STEP);
    climate.released(0);
    assertThat(keys(get("pipelines/climate/series"))).containsExactly("b");
    assertThat(send("pipelines/climate/series/a").statusCode()).isEqualTo(404);
  }

  @Test
  void alerts_areToldByTheirLastWord() throws Exception {
    climate.alert(Samples.alert(Samples.key("a"), Alert.Status.FIRING, Alert.Type.OUTLIER));
    assertThat(get("alerts?state=firing&type=outlier&severity=critical&prefix=a").get("alerts"))
        .hasSize(1);
    assertThat(get("alerts?state=resolved").get("alerts")).isEmpty();
    climate.alert(Samples.alert(Samples.key("a"), Alert.Status.RESOLVED, Alert.Type.SHIFT));
    assertThat(get("alerts?state=firing").get("alerts")).isEmpty();
    JsonNode alert = get("alerts").get("alerts").get(0);
    assertThat(alert.get("type").asText()).isEqualTo("shift");
    assertThat(get("alerts/" + alert.get("id").asText())).isEqualTo(alert);
    assertThat(get("alerts?since=2013-02-18T14:40:00Z").get("alerts")).hasSize(1);
    assertThat(get("alerts?since=2013-02-18T14:40:01Z").get("alerts")).isEmpty();
    assertThat(get("alerts?until=2013-02-18T14:29:59Z").get("alerts")).isEmpty();
    assertThat(get("alerts?pipeline=climate&limit=1").get("alerts")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "pipelines/none, 404, there is no pipeline 'none'",
    "pipelines/none/series, 404, there is no pipeline 'none'",
    "pipelines/climate/series/none, 404, no window of a series 'none' was closed here",
    "pipelines/climate/series?sort=size, 400, 'sort is one of attention, score, changed, name'",
    "pipelines/climate/series?limit=0, 400, limit is not a number from 1 to 500",
    "pipelines/climate/series?limit=3&limit=4, 400, limit is there more than once",
    "pipelines/climate/series?cursor=x, 400, the cursor is none that was given",
    "pipelines/climate/series?size=3, 400, there is no parameter 'size'",
    "pipelines/climate/series?firing=yes, 400, 'firing is one of true, false'",
    "alerts/none, 404, no alert 'none'",
    "alerts?since=yesterday, 400, since is not a time",
    "alerts?pipeline=none, 404, there is no pipeline 'none'",
    "none, 404, not found"
  })
  void wrongQuestion_getsAProblemDocumentThatSaysWhy(String path, int status, String why)
      throws Exception {
    HttpResponse<String> answer = send(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).startsWith(why);
  }

  /** Most of it the server refuses before the API is asked, and says so in the same way. */
  @ParameterizedTest
  @CsvSource({
    "/series?prefix=%zz, 0, 400",
    "/series?prefix=a%, 0, 400",
    "/series/%zz, 0, 400",
    "/series/%ff, 0, 400",
    "/series/%00, 0, 400",
    "/series?, 20000, 414"
  })
  void addressThatIsNone_getsAProblemDocumentToo(String path, int more, int status)
      throws Exception {
    String target = "/api/v1/pipelines/climate" + path + "x".repeat(more);
    assertThat(raw(target, "Host: localhost\r\n"))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("application/problem+json", "\"status\":" + status)
        .doesNotContain("<");
  }

  @Test
  void headersThatAreTooLong_getAProblemDocumentToo() throws Exception {
    assertThat(raw("Host: localhost\r\nX: " + "x".repeat(20_000) + "\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("application/problem+json", "the headers are too long");
  }

  @ParameterizedTest
  @CsvSource({
    "Host, evil.example, 421",
    "Host, 127.0.0.1.evil.example, 421",
    "Host, localhost.evil.example:80, 421",
    "Host, [::2]:80, 421",
    "Host, localhost.., 421",
    "Origin, http://evil.example, 403",
    "Origin, null, 403"
  })
  void otherSites_getNoAnswer(String header, String value, int status) throws Exception {
    window("a", 0, 1, 0);
    String host = header.equals("Host") ? value : "127.0.0.1:" + server.port();
    String origin = header.equals("Origin") ? "Origin: " + value + "\r\n" : "";
    String answer = raw("Host: " + host + "\r\n" + origin);
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("\"a\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:80",
        "localhost.",
        "localhost.:80",
        "[::1]",
        "[::1]:80",
        "127.0.0.1",
        "sluice.localhost"
      })
  void namesOfThisMachine_areAnswered(String host) throws Exception {
    window("a", 0, 1, 0);
    assertThat(raw("Host: " + host + "\r\nOrigin: http://" + host + "\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"a\"");
  }

  /** Java's client sets these headers itself. */
  private String raw(String headers) throws Exception {
    return raw("/api/v1/pipelines/climate/series", headers);
  }

  private String raw(String target, String headers) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET " + target + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void openApiDocument_hasTheRoutesThatAreServed() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/openapi.json"))
            .build();
    JsonNode document = JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    Set<String> described = new TreeSet<>(Set.of("GET /", "GET /files/{name}"));
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(server.routes()).isEqualTo(described);
  }
}
