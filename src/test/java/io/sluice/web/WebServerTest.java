package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.HttpConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class WebServerTest {
  private static final HttpConfig ANY_PORT = new HttpConfig("127.0.0.1", 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> states = new ConcurrentHashMap<>();
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    states.put("climate", "RUNNING");
    states.put("stock", "RUNNING");
    server = WebServer.start(ANY_PORT, () -> "sluice_records_total 7\n", () -> states);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  @Test
  void metrics_areServedInTheTypeThatPrometheusReads() throws Exception {
    HttpResponse<String> response = get("/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body()).isEqualTo("sluice_records_total 7\n");
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, 200, 200",
    "CREATED, 200, 503",
    "REBALANCING, 200, 503",
    "PENDING_SHUTDOWN, 200, 503",
    "NOT_RUNNING, 200, 503",
    "PENDING_ERROR, 200, 503",
    "ERROR, 503, 503"
  })
  void health_dependsOnTheWorstPipeline(String state, int live, int ready) throws Exception {
    states.put("stock", state);
    assertThat(get("/health/live").statusCode()).isEqualTo(live);
    assertThat(get("/health/ready").statusCode()).isEqualTo(ready);
  }

  @Test
  void health_saysWhichPipelineIsDown() throws Exception {
    states.put("stock", "REBALANCING");
    HttpResponse<String> response = get("/health/ready");
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body().strip())
        .isEqualTo(
            "{\"status\":\"down\",\"pipelines\":{\"climate\":\"RUNNING\",\"stock\":\"REBALANCING\"}}");
  }

  @Test
  void index_namesEveryPath() throws Exception {
    HttpResponse<String> response = get("/");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("/metrics", "/health/live", "/health/ready");
  }

  @Test
  void head_hasTheLengthOfTheBodyButNoBody() throws Exception {
    HttpResponse<String> response = send("HEAD", "/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(23);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/metrics/", "/health", "/metricsx", "/%00"})
  void unknownPath_isNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void otherMethod_isRefusedWithTheOnesThatAreAllowed(String method) throws Exception {
    HttpResponse<String> response = send(method, "/metrics");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void failureOfAPage_isAnErrorThatTellsNothingAndTheServerGoesOn() throws Exception {
    try (WebServer broken =
        WebServer.start(
            ANY_PORT,
            () -> {
              throw new IllegalStateException("secret");
            },
            () -> states)) {
      URI uri = URI.create("http://127.0.0.1:" + broken.port() + "/metrics");
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret");
      }
    }
  }

  @Test
  void takenPort_isNamedInTheError() {
    HttpConfig taken = new HttpConfig("127.0.0.1", server.port());
    assertThatThrownBy(() -> WebServer.start(taken, () -> "", () -> states))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + server.port())
        .hasMessageContaining("http.port");
  }

  @Test
  void close_freesThePort() throws Exception {
    int port = server.port();
    server.close();
    try (WebServer again =
        WebServer.start(new HttpConfig("127.0.0.1", port), () -> "", () -> states)) {
      assertThat(again.port()).isEqualTo(port);
    }
  }
}
