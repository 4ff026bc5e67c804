package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.topology.InternalTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pipeline that is begun anew, on a real broker, with a machine that was not there. */
@Timeout(180)
final class ResetPipelineTest {
  private static final int KEYS = HomePipeline.KEYS;

  @TempDir Path dir;
  private final CapturedLogs logs = new CapturedLogs();
  private HomePipeline home;

  @BeforeEach
  void start() throws Exception {
    home = new HomePipeline(dir, 1);
    logs.start();
  }

  @AfterEach
  void stop() {
    logs.stop();
    home.close();
  }

  private String reset(int expected) {
    return home.command(expected, "reset", "--pipeline", "home", "--yes");
  }

  private Set<String> internalTopics() throws Exception {
    try (Admin admin = Admin.create(home.client())) {
      return admin.listTopics().names().get().stream()
          .filter(topic -> topic.startsWith("sluice-home-"))
          .collect(Collectors.toSet());
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void keysBeginAnew_alsoOnAMachineThatStillHasTheirOldStores(String protocol) throws Exception {
    home.edit(text -> text.replace("ms: 100", "ms: 100, group.protocol: " + protocol));
    Path epoch = dir.resolve("here/sluice-home/changelog-id");
    home.send(0, 9);
    home.run(
        "here",
        8,
        () -> {
          await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(epoch));
          assertThat(internalTopics())
              .containsExactlyInAnyOrderElementsOf(InternalTopics.of("sluice-home"));
          assertThat(reset(1))
              .contains("sluice reset: group sluice-home has 1 member: stop every instance first");
          assertThat(internalTopics()).hasSize(6);
        });
    copy(dir.resolve("here"), dir.resolve("there"));

    String said = reset(0);
    assertThat(said)
        .contains("At most 0 records are decoded but not yet in a window")
        .contains("  partition 0 from offset " + 9 * KEYS);
    assertThat(internalTopics()).isEmpty();

    home.send(9, 12);
    home.run("there", 2, () -> assertThat(logs.text()).contains("event=state-stale pipeline=home"));
    home.send(12, 14);
    home.run("here", 2, () -> assertThat(logs.text().split("event=state-stale", -1)).hasSize(3));

    List<JsonNode> forecasts = home.forecasts("k1");
    assertThat(forecasts)
        .extracting(forecast -> forecast.at("/window/end").asText())
        .as("the window that was open when the pipeline was reset has none")
        .hasSize(8 + 2 + 2)
        .doesNotHaveDuplicates()
        .isSorted()
        .doesNotContain(HomePipeline.START.plus(Duration.ofMinutes(90)).toString());
    List<Double> maturities = forecasts.stream().map(f -> f.at("/maturity").asDouble()).toList();
    assertThat(maturities.get(7)).isGreaterThan(maturities.get(0));
    assertThat(maturities.subList(8, 12)).as("from zero").isEqualTo(maturities.subList(0, 4));
    assertThat(logs.text()).doesNotContain("event=pipeline-failed");
  }
}
