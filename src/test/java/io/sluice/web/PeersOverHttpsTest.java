package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.config.TestIdentity;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.http.PeersConfig;
import io.sluice.live.Live;
import io.sluice.live.LiveStep;
import io.sluice.metrics.Exposition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Instances whose certificates are of an authority that the JVM does not know. */
@Timeout(60)
final class PeersOverHttpsTest {
  private static final String SECRET = "0123456789abcdef-peers";

  @TempDir Path directory;
  private TestIdentity identity;
  private HttpClient client;

  @BeforeEach
  void identity() throws Exception {
    identity = new TestIdentity(directory, "EC");
    client = HttpClient.newBuilder().sslContext(identity.trusting()).build();
  }

  /** An instance that has one series. */
  private WebServer instance(String key, List<String> peers, @Nullable Path authorities)
      throws IOException {
    Live live = new Live();
    live.add(LiveSamples.pipeline("climate"))
        .window(0, LiveSamples.window(key, 0, 20, 0.5), false, new LiveStep(null, null));
    return WebServer.start(
        new HttpConfig(
            "127.0.0.1",
            0,
            null,
            identity.tls(),
            new PeersConfig("127.0.0.1:1", SECRET, peers, authorities)),
        accept -> new Exposition("text/plain", new byte[0]),
        () -> Map.of("climate", "RUNNING"),
        live);
  }

  private JsonNode get(WebServer server, String path) throws Exception {
    URI uri = URI.create("https://127.0.0.1:" + server.port() + "/api/v1/" + path);
    return new ObjectMapper()
        .readTree(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
  }

  @Test
  void lists_areOfBoth_whereTheAuthorityIsConfigured() throws Exception {
    try (WebServer other = instance("cellar", List.of(), null);
        WebServer asked =
            instance("hall", List.of("127.0.0.1:" + other.port()), identity.certificate())) {
      JsonNode list = get(asked, "pipelines/climate/series?sort=name");
      assertThat(list.get("series").findValuesAsText("key")).containsExactly("cellar", "hall");
      assertThat(list.get("instances").get("missing")).isEmpty();
      assertThat(get(asked, "pipelines").at("/pipelines/0/series").asInt()).isEqualTo(2);
    }
  }

  @Test
  void otherInstance_isMissingAndToldWhy_whereNobodyVouchesForIt() throws Exception {
    try (WebServer other = instance("cellar", List.of(), null);
        WebServer asked = instance("hall", List.of("127.0.0.1:" + other.port()), null)) {
      JsonNode list = get(asked, "pipelines/climate/series");
      assertThat(list.get("series").findValuesAsText("key")).containsExactly("hall");
      assertThat(list.get("instances").get("missing").get(0).asText())
          .isEqualTo(
              "127.0.0.1:%d: it cannot prove who it is (http.tls, http.peer-ca)"
                  .formatted(other.port()));
    }
  }
}
