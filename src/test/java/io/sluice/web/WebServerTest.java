package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.http.HttpConfig;
import io.sluice.live.Live;
import io.sluice.metrics.Exposition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class WebServerTest {
  private static final Exposition METRICS =
      new Exposition(
          "text/plain; version=0.0.4; charset=utf-8",
          "sluice_records_total 7\n".getBytes(StandardCharsets.UTF_8));
  private static final HttpConfig ANY_PORT = new HttpConfig("127.0.0.1", 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> states = new ConcurrentHashMap<>();
  private WebServer server;

  @BeforeEach
  void start() throws IOException {
    states.put("climate", "RUNNING");
    states.put("stock", "RUNNING");
    server = WebServer.start(ANY_PORT, accept -> METRICS, () -> states, new Live());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
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
  void page_hasAllItsFiles_andAsksNobodyElse() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self';"));
    for (String file :
        List.of("app.js", "api.js", "chart.js", "style.css", "uplot.js", "uplot.css")) {
      HttpResponse<String> answer = get("/files/" + file);
      assertThat(answer.statusCode()).as(file).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type"))
          .contains((file.endsWith("js") ? "text/javascript" : "text/css") + "; charset=utf-8");
    }
    assertThat(get("/files/none.js").statusCode()).isEqualTo(404);
  }

  @Test
  void head_hasTheLengthOfTheBodyButNoBody() throws Exception {
    HttpResponse<String> response = send("HEAD", "/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(23);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/metrics/", "/health", "/metricsx", "/files/"})
  void unknownPath_isNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/health/live", "/api/v1/pipelines", "/api/v1/stream"})
  void options_sayWhatIsAllowed(String path) throws Exception {
    HttpResponse<String> response = send("OPTIONS", path);
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
    assertThat(send("OPTIONS", path + "x/y").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/files/app.js", "/files/uplot.js"})
  void fileThatTheBrowserHas_isNotSentAgain(String path) throws Exception {
    HttpResponse<String> first = get(path);
    String tag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
    for (String known : List.of(tag, "W/\"other\", " + tag, "*")) {
      HttpResponse<String> again = get(path, "If-None-Match", known);
      assertThat(again.statusCode()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.headers().firstValue("ETag")).contains(tag);
    }
    HttpResponse<String> other = get(path, "If-None-Match", "W/\"other\"");
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.body()).isEqualTo(first.body()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void otherMethod_isRefusedWithTheOnesThatAreAllowed(String method) throws Exception {
    HttpResponse<String> response = send(method, "/metrics");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
  }

  @Test
  void failureOfAPage_isAnErrorThatTellsNothingAndTheServerGoesOn() throws Exception {
    try (WebServer broken =
        WebServer.start(
            ANY_PORT,
            accept -> {
              throw new IllegalStateException("secret");
            },
            () -> states,
            new Live())) {
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
    assertThatThrownBy(() -> WebServer.start(taken, accept -> METRICS, () -> states, new Live()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + server.port())
        .hasMessageContaining("http.port");
  }

  @Test
  void close_freesThePort() throws Exception {
    int port = server.port();
    server.close();
    try (WebServer again =
        WebServer.start(
            new HttpConfig("127.0.0.1", port), accept -> METRICS, () -> states, new Live())) {
      assertThat(again.port()).isEqualTo(port);
    }
  }

  /** Each may take fifteen seconds, and there are five times as many as there are threads. */
  @ParameterizedTest
  @ValueSource(
      strings = {"G", "GET /health/live HTTP/1.1", "GET /metrics HTTP/1.1\r\nHost: a\r\nX: "})
  void twoHundredSlowConnections_keepNoProbeWaiting(String half) throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        slow.add(socket);
        socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
      }
      for (int i = 0; i < 10; i++) {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/health/live");
        HttpRequest probe = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(1)).build();
        HttpClient fresh = HttpClient.newHttpClient(); // a probe has no connection yet
        assertThat(fresh.send(probe, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      }
      assertThat(get("/metrics").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  /**
   * Metrics cost something: they are made for four at a time, and health does not wait for them.
   */
  @Test
  void floodOfScrapes_runsFourAtATime() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch four = new CountDownLatch(4);
    CountDownLatch go = new CountDownLatch(1);
    Function<@Nullable String, Exposition> page =
        accept -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          four.countDown();
          await(go);
          running.decrementAndGet();
          return METRICS;
        };
    try (WebServer busy = WebServer.start(ANY_PORT, page, () -> states, new Live())) {
      URI metrics = URI.create("http://127.0.0.1:" + busy.port() + "/metrics");
      List<CompletableFuture<HttpResponse<String>>> scrapes = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        scrapes.add(
            client.sendAsync(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()));
      }
      assertThat(four.await(10, TimeUnit.SECONDS)).isTrue();
      URI health = URI.create("http://127.0.0.1:" + busy.port() + "/health/live");
      HttpRequest probe = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(1)).build();
      assertThat(client.send(probe, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      go.countDown();
      for (CompletableFuture<HttpResponse<String>> scrape : scrapes) {
        assertThat(scrape.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
      assertThat(most).hasValue(4);
    }
  }

  /** Who waits holds a thread: only so many may. */
  @Test
  void scrapesBeyondThoseThatMayWait_areToldAtOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Function<@Nullable String, Exposition> page =
        accept -> {
          await(go);
          return METRICS;
        };
    try (WebServer busy = WebServer.start(ANY_PORT, page, () -> states, new Live())) {
      URI metrics = URI.create("http://127.0.0.1:" + busy.port() + "/metrics");
      List<CompletableFuture<HttpResponse<String>>> scrapes = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        scrapes.add(
            client.sendAsync(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()));
      }
      HttpResponse<?> first =
          (HttpResponse<?>)
              CompletableFuture.anyOf(scrapes.toArray(CompletableFuture[]::new))
                  .get(4, TimeUnit.SECONDS);
      assertThat(first.statusCode()).isEqualTo(503);
      go.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
