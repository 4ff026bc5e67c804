package io.sluice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.chaos.ChildJvm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes behind one question, of which one is killed while the other is asked. */
@Timeout(240)
final class KilledInstanceTest {
  private static final String SECRET = "0123456789abcdef-peers";
  private static final String[] KEYS = {"a", "b", "c", "d", "e", "f", "g", "h"};
  private static final int WINDOWS = 3;
  private static final String NEWEST = ShopRig.end(WINDOWS - 1);

  @TempDir Path dir;
  private final List<ChildJvm> processes = new ArrayList<>();
  private ShopRig rig;
  private int[] ports;

  @BeforeEach
  void start() throws Exception {
    rig = ShopRig.start(dir);
    ports = new int[] {ShopRig.freePort(), ShopRig.freePort()};
  }

  @AfterEach
  void stop() throws Exception {
    processes.forEach(ChildJvm::close);
    rig.close();
  }

  private void startBoth(int replicas) throws Exception {
    for (int i = 0; i < 2; i++) {
      String http =
          "{ port: %d, advertised: \"%s\", peer-secret: %s, peers: [%s, %s] }"
              .formatted(ports[i], address(i), SECRET, address(0), address(1));
      String streams =
          ("num.standby.replicas: %d, commit.interval.ms: 200,"
                  + " main.consumer.session.timeout.ms: 6000,"
                  + " main.consumer.heartbeat.interval.ms: 1000")
              .formatted(replicas);
      Path config = rig.file("instance-" + i + ".yaml", http, streams);
      processes.add(
          new ChildJvm(
              dir.resolve("instance-" + i + ".log"),
              "io.sluice.cli.Sluice",
              List.of("-Xmx256m"),
              List.of("run", "-c", config.toString(), "--data-dir", dir + "/state-" + i)));
    }
  }

  private String address(int instance) {
    return "127.0.0.1:" + ports[instance];
  }

  private HttpResponse<String> ask(int instance, String path) throws Exception {
    URI uri = URI.create("http://" + address(instance) + "/api/v1/" + path);
    return rig.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build());
  }

  /**
   * What is said of a series.
   *
   * @param said the end of its last window and, of an answer that is none, what it is
   * @param by the instance
   */
  private record Answer(String key, int status, String said, String by, boolean isStale) {}

  private Answer series(String key) throws Exception {
    HttpResponse<String> answer = ask(0, ShopRig.series(key));
    if (answer.statusCode() != 200) {
      String retry = answer.headers().firstValue("Retry-After").orElse("never");
      return new Answer(key, answer.statusCode(), retry, "", false);
    }
    JsonNode series = ShopRig.JSON.readTree(answer.body());
    assertThat(series.get("key").asText()).isEqualTo(key);
    JsonNode state = series.get("state");
    return state.isNull()
        ? new Answer(key, 200, "stateAbsent", series.get("stateAbsent").asText(), false)
        : new Answer(
            key,
            200,
            state.get("lastEnd").asText(),
            state.get("instance").asText(),
            state.get("stale").asBoolean());
  }

  /** Series are of both, in their newest window, and all of it is committed. */
  private boolean isShared() throws Exception {
    Set<String> instances = new TreeSet<>();
    for (String key : KEYS) {
      Answer answer = series(key);
      if (answer.status != 200 || !answer.said.equals(NEWEST)) {
        return false;
      }
      instances.add(answer.by);
    }
    JsonNode pipeline = ShopRig.JSON.readTree(ask(0, "pipelines/shop").body());
    return pipeline.get("lag").asInt(-1) == 0
        && instances.equals(new TreeSet<>(Set.of(address(0), address(1))));
  }

  /** A list has every series, or says who is missing. */
  private void assertListIsHonest() throws Exception {
    HttpResponse<String> answer = ask(0, "pipelines/shop/series?limit=500");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode list = ShopRig.JSON.readTree(answer.body());
    JsonNode missing = list.get("instances").get("missing");
    if (missing.isEmpty()) {
      assertThat(list.get("series")).hasSize(KEYS.length);
    } else {
      assertThat(missing).hasSize(1);
      assertThat(missing.get(0).asText()).startsWith(address(1) + ": ");
      assertThat(list.get("instances").get("answered").asInt()).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "with {0} replicas")
  @ValueSource(ints = {0, 1})
  void instanceThatIsKilledWhileAsked_isMissingOrStale_andNothingThatIsSaidIsWrong(int replicas)
      throws Exception {
    startBoth(replicas);
    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(
            () ->
                ShopRig.JSON
                    .readTree(ask(0, "pipelines").body())
                    .at("/pipelines/0/state")
                    .asText()
                    .equals("RUNNING"));
    rig.send(0, WINDOWS, window -> 10 + window, KEYS);
    await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(this::isShared);

    Set<Answer> answers = new LinkedHashSet<>();
    AtomicBoolean isEnough = new AtomicBoolean();
    CompletableFuture<Void> asking =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (!isEnough.get()) {
                  for (String key : KEYS) {
                    answers.add(series(key));
                  }
                  assertListIsHonest();
                }
              } catch (Exception e) {
                throw new AssertionError("asked in vain", e);
              }
            });
    processes.get(1).kill();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              Set<String> instances = new TreeSet<>();
              for (String key : KEYS) {
                Answer answer = series(key);
                instances.add(answer.isStale || answer.status != 200 ? "" : answer.by);
              }
              return asking.isDone() || instances.equals(Set.of(address(0)));
            });
    isEnough.set(true);
    asking.join();

    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.status).as("%s", answer).isIn(200, 503);
              if (answer.status == 503) {
                assertThat(answer.said).as("%s", answer).matches("\\d+");
              } else if (!answer.said.equals("stateAbsent")) {
                assertThat(answer.said).as("%s", answer).isLessThanOrEqualTo(NEWEST);
                assertThat(answer.isStale || answer.said.equals(NEWEST)).as("%s", answer).isTrue();
              }
            });
    assertThat(answers)
        .as("while nobody has the series of the one that was killed")
        .anyMatch(answer -> replicas == 0 ? answer.status == 503 : answer.isStale);
    JsonNode pipelines = ShopRig.JSON.readTree(ask(0, "pipelines").body());
    assertThat(pipelines.at("/instances/missing/0").asText()).startsWith(address(1) + ": ");
  }
}
