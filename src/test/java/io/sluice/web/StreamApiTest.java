package io.sluice.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.live.LiveEvents;
import io.sluice.output.Alert;
import io.sluice.output.Samples;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program is told that listens, and what becomes of one that does not. */
@Timeout(30)
final class StreamApiTest extends ServedApi {
  private BufferedReader listen(String query, String... headers) throws Exception {
    HttpRequest.Builder request = request("stream" + query).header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
  }

  private static String data(BufferedReader stream) throws Exception {
    String line = stream.readLine();
    while (!line.startsWith("data:")) {
      line = stream.readLine();
    }
    return line.substring("data:".length()).strip();
  }

  @Test
  void stream_tellsWhatIsSaid_andGoesOnWhereItWas() throws Exception {
    window("a", 0, 1, 0);
    try (BufferedReader stream = listen("?pipeline=climate&key=b", "Last-Event-ID", "0")) {
      window("a", 1, 1, 0);
      window("b", 1, 1, 4);
      JsonNode window = JSON.readTree(data(stream));
      assertThat(window.get("key").asText()).isEqualTo("b");
      assertThat(window.get("firing").asBoolean()).isTrue();
      climate.alert(Samples.alert(Samples.key("b"), Alert.Status.FIRING, Alert.Type.OUTLIER));
      assertThat(JSON.readTree(data(stream)).get("alert").get("type").asText())
          .isEqualTo("outlier");
    }
    try (BufferedReader again = listen("?key=b", "Last-Event-ID", "1")) {
      assertThat(JSON.readTree(data(again)).get("score").asInt()).isEqualTo(4);
    }
  }

  @Test
  void streamOfAPipelineThatIsNone_isRefused() throws Exception {
    HttpRequest one = request("stream?pipeline=none").header("Accept", "text/event-stream").build();
    HttpResponse<String> answer = client.send(one, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(answer.body()).get("detail").asText())
        .isEqualTo("there is no pipeline 'none'");
  }

  @Test
  void streamThatWasLeftForLong_goesOnWithoutAHole() throws Exception {
    int missed = 3000;
    for (int i = 0; i <= missed; i++) {
      window("a", i, i, 0);
    }
    try (BufferedReader stream = listen("", "Last-Event-ID", "0")) {
      window("a", missed + 1, 1, 0);
      for (int id = 1; id <= missed + 1; id++) {
        assertThat(eventId(stream)).isEqualTo(id);
      }
    }
  }

  /** Ids begin again with the process: one that was not given yet is of an earlier one. */
  @ParameterizedTest
  @ValueSource(strings = {"7", "9223372036854775807"})
  void streamOfAnEarlierProcess_goesOnWithAllThatIsKept(String lastEventId) throws Exception {
    window("a", 0, 1, 0);
    try (BufferedReader stream = listen("", "Last-Event-ID", lastEventId)) {
      assertThat(eventId(stream)).isZero();
    }
  }

  @Test
  void threadsOfStreams_endWithTheServer_whetherTheirClientsAreThereOrNot() throws Exception {
    List<BufferedReader> streams = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      streams.add(listen("", "Last-Event-ID", "0"));
    }
    for (BufferedReader gone : streams.subList(0, 10)) {
      gone.close();
    }
    window("a", 1, 1, 0);
    server.close();
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("sluice-stream")));
  }

  private static long eventId(BufferedReader stream) throws Exception {
    String line = stream.readLine();
    while (!line.startsWith("id:")) {
      line = stream.readLine();
    }
    return Long.parseLong(line.substring("id:".length()).strip());
  }

  @Test
  void listenerBeyondTheMost_isAskedToComeBack() throws Exception {
    List<HttpResponse<InputStream>> listeners = new ArrayList<>();
    try {
      for (int i = 0; i < LiveEvents.MOST_LISTENERS; i++) {
        HttpRequest one = request("stream").header("Accept", "text/event-stream").build();
        listeners.add(client.send(one, BodyHandlers.ofInputStream()));
        assertThat(listeners.get(i).statusCode()).isEqualTo(200);
      }
      HttpRequest oneMore = request("stream").header("Accept", "text/event-stream").build();
      HttpResponse<String> refused = client.send(oneMore, BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(JSON.readTree(refused.body()).get("detail").asText()).startsWith("there are 256");
      assertThat(get("pipelines")).isNotEmpty();
      HttpRequest wrong = request("stream?only=all").header("Accept", "text/event-stream").build();
      assertThat(client.send(wrong, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
      assertThat(send("stream").statusCode()).isEqualTo(406);
    } finally {
      for (HttpResponse<InputStream> listener : listeners) {
        listener.body().close();
      }
    }
  }

  @Test
  void listenerThatDoesNotRead_keepsNobodyWaiting() throws Exception {
    try (BufferedReader slow = listen("")) {
      for (int i = 0; i < 20_000; i++) {
        window("key-" + i % 10, i / 10, i, 0);
      }
      assertThat(get("pipelines/climate").get("series").asInt()).isEqualTo(10);
      assertThat(slow.readLine()).isNotNull();
    }
  }
}
