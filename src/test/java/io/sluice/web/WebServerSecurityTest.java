package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.config.TestIdentity;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.http.Token;
import io.sluice.live.Live;
import io.sluice.metrics.Exposition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who may read what, and that slow clients do not keep the others out. */
@Timeout(60)
final class WebServerSecurityTest {
  private static final String METRICS = "sluice_records_total 7\n";
  private static final String TOKEN = "0123456789abcdef";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path directory;

  private static WebServer server(HttpConfig config) throws IOException {
    return WebServer.start(
        config,
        accept -> new Exposition("text/plain", METRICS.getBytes(StandardCharsets.UTF_8)),
        () -> Map.of("a", "RUNNING"),
        new Live());
  }

  private static HttpConfig withToken() {
    return new HttpConfig("127.0.0.1", 0, Token.of(TOKEN), null);
  }

  private HttpResponse<String> get(WebServer server, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/api/v1/pipelines", "/nothing"})
  void withoutTheToken_everythingButHealthAndThePageIsRefused(String path) throws Exception {
    try (WebServer server = server(withToken())) {
      HttpResponse<String> response = get(server, path);
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().firstValue("WWW-Authenticate"))
          .contains("Bearer realm=\"sluice\"");
      assertThat(response.body()).doesNotContain("sluice_records", TOKEN);
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer 0123456789abcdef, 200",
    "bearer 0123456789abcdef, 200",
    "Bearer 0123456789abcde, 401",
    "Bearer 0123456789abcdef0, 401",
    "Bearer 0123456789abcdeF, 401",
    "Bearer, 401",
    "Basic 0123456789abcdef, 401",
    "0123456789abcdef, 401"
  })
  void header_hasToShowTheWholeToken(String authorization, int status) throws Exception {
    try (WebServer server = server(withToken())) {
      assertThat(get(server, "/metrics", "Authorization", authorization).statusCode())
          .isEqualTo(status);
    }
  }

  @Test
  void tokenInTheAddress_isNoToken() throws Exception {
    try (WebServer server = server(withToken())) {
      assertThat(get(server, "/metrics?token=" + TOKEN).statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void tls_servesWhoeverTrustsTheCertificate(String algorithm) throws Exception {
    TestIdentity identity = new TestIdentity(directory, algorithm);
    HttpClient trusting = HttpClient.newBuilder().sslContext(identity.trusting()).build();
    try (WebServer server =
        server(new HttpConfig("127.0.0.1", 0, Token.of(TOKEN), identity.tls()))) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/metrics"))
              .header("Authorization", "Bearer " + TOKEN)
              .build();
      HttpResponse<String> response = trusting.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("sluice_records_total 7\n");
      assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
          .isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> get(server, "/health/live")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void newToken_isTakenWithoutARestart_andABrokenOneIsNot() throws Exception {
    AtomicReference<String> file = new AtomicReference<>(TOKEN);
    Token token = Token.of(TOKEN, file::get);
    try (WebServer server = server(new HttpConfig("127.0.0.1", 0, token, null));
        Captured logs = new Captured(WatchedToken.class)) {
      file.set("short");
      await().until(() -> logs.lines(Level.INFO).size() == 1);
      assertThat(logs.lines(Level.INFO).get(0))
          .isEqualTo(
              "event=token-refused reason=\"http.token: what stands there is no bearer token\"");
      assertThat(status(server, TOKEN)).isEqualTo(200);
      file.set("fedcba9876543210");
      await().until(() -> status(server, "fedcba9876543210") == 200);
      assertThat(status(server, TOKEN)).isEqualTo(401);
      assertThat(logs.lines(Level.INFO)).last().isEqualTo("event=token-reloaded");
      assertThat(logs.lines(Level.INFO)).hasSize(2);
    }
  }

  private int status(WebServer server, String token) throws Exception {
    return get(server, "/metrics", "Authorization", "Bearer " + token).statusCode();
  }

  @Test
  void newIdentity_isTakenWithoutARestart_andABrokenOneIsNot() throws Exception {
    TestIdentity old = new TestIdentity(directory.resolve("old"), "EC");
    TestIdentity renewed = new TestIdentity(directory.resolve("new"), "RSA");
    try (WebServer server = server(new HttpConfig("127.0.0.1", 0, null, old.tls()));
        Captured logs = new Captured(Tls.class)) {
      assertThat(isTrusted(server, old)).isTrue();
      Files.writeString(old.certificate(), "broken");
      await().until(() -> logs.lines(Level.INFO).size() == 1);
      assertThat(logs.lines(Level.INFO).get(0))
          .contains(
              "event=tls-refused reason=\"http.tls.certificate: the file holds no certificate");
      assertThat(isTrusted(server, old)).as("goes on").isTrue();
      Files.copy(renewed.key(), old.key(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(renewed.certificate(), old.certificate(), StandardCopyOption.REPLACE_EXISTING);
      await().atMost(Duration.ofSeconds(20)).until(() -> isTrusted(server, renewed));
      assertThat(isTrusted(server, old)).isFalse();
      await().until(() -> logs.lines(Level.INFO).size() >= 2);
      assertThat(logs.lines(Level.INFO).get(logs.lines(Level.INFO).size() - 1))
          .contains("event=tls-reloaded not-after=");
      assertThat(logs.lines(Level.INFO))
          .filteredOn(line -> line.contains("tls-refused"))
          .hasSize(1);
    }
  }

  private static boolean isTrusted(WebServer server, TestIdentity identity) throws Exception {
    HttpClient fresh = HttpClient.newBuilder().sslContext(identity.trusting()).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/health/live"))
            .build();
    try {
      return fresh.send(request, BodyHandlers.ofString()).statusCode() == 200;
    } catch (SSLException e) {
      return false;
    }
  }

  @Test
  void clientsThatSendHalfARequestAndWait_doNotKeepOthersOut() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (WebServer server = server(new HttpConfig("127.0.0.1", 0))) {
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        slow.add(socket);
        socket.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> get(server, "/health/live").statusCode() == 200);
      slow.get(0).setSoTimeout(20_000);
      assertThat(slow.get(0).getInputStream().read()).as("is cut off").isEqualTo(-1);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void headersBeyondTheLimits_areRefused() throws Exception {
    try (WebServer server = server(new HttpConfig("127.0.0.1", 0))) {
      assertThat(refused(server, "X-Large", "x".repeat(20_000))).isTrue();
      assertThat(get(server, "/metrics").statusCode()).isEqualTo(200);
    }
  }

  private boolean refused(WebServer server, String... headers) throws Exception {
    try {
      return get(server, "/metrics", headers).statusCode() >= 400;
    } catch (IOException e) {
      return true; // the connection was closed
    }
  }

  @Test
  void addressBeyondThisMachine_isWarnedOfUnlessTokenAndTlsProtectIt() throws Exception {
    TestIdentity identity = new TestIdentity(directory, "EC");
    assertThat(warnings(new HttpConfig("0.0.0.0", 0)))
        .singleElement()
        .asString()
        .contains("event=http-exposed host=0.0.0.0", "set http.token");
    assertThat(warnings(new HttpConfig("0.0.0.0", 0, Token.of(TOKEN), null)))
        .singleElement()
        .asString()
        .contains("clear text; set http.tls")
        .doesNotContain(TOKEN);
    assertThat(warnings(new HttpConfig("0.0.0.0", 0, Token.of(TOKEN), identity.tls()))).isEmpty();
    assertThat(warnings(new HttpConfig("127.0.0.1", 0))).isEmpty();
  }

  private static List<String> warnings(HttpConfig config) throws IOException {
    try (Captured logs = new Captured(WebServer.class);
        WebServer server = server(config)) {
      assertThat(server.port()).isPositive();
      return logs.lines(Level.WARN);
    }
  }

  /** What a class logs until it is closed. */
  private static final class Captured implements AutoCloseable {
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Logger logger;

    Captured(Class<?> type) {
      logger = (Logger) LoggerFactory.getLogger(type);
      appender.start();
      logger.addAppender(appender);
      logger.setLevel(Level.INFO);
      logger.setAdditive(false);
    }

    List<String> lines(Level least) {
      return List.copyOf(appender.list).stream()
          .filter(event -> event.getLevel().isGreaterOrEqual(least))
          .map(ILoggingEvent::getFormattedMessage)
          .toList();
    }

    @Override
    public void close() {
      logger.setAdditive(true);
      logger.setLevel(null);
      logger.detachAppender(appender);
    }
  }
}
