package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.config.http.HttpConfig;
import io.sluice.live.Live;
import io.sluice.live.LivePipeline;
import io.sluice.live.LiveStep;
import io.sluice.metrics.Exposition;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Asks a server about the pipeline {@code climate}. */
abstract class ServedApi {
  static final ObjectMapper JSON = new ObjectMapper();

  static final LiveStep STEP = new LiveStep(null, null);

  final HttpClient client = HttpClient.newHttpClient();
  final Live live = new Live();
  LivePipeline climate;
  WebServer server;

  @BeforeEach
  void start() throws Exception {
    climate = live.add(LiveSamples.pipeline("climate"));
    HttpConfig anyPort = new HttpConfig("127.0.0.1", 0);
    server =
        WebServer.start(
            anyPort,
            accept -> new Exposition("text/plain", new byte[0]),
            () -> Map.of("climate", "RUNNING", "later", "CREATED"),
            live);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  final HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.port() + "/api/v1/" + path));
  }

  final HttpResponse<String> send(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  final JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = send(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    return JSON.readTree(answer.body());
  }

  final void window(String key, int number, double observed, double score) {
    climate.window(0, LiveSamples.window(key, number, observed, score), score > 3, STEP);
  }
}
