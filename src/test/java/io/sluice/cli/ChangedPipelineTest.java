package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.metrics.PipelineCounts;
import io.sluice.schema.ChangedConfigurationException;
import io.sluice.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A configuration file that is edited between two starts, on a real broker. */
@Timeout(180)
final class ChangedPipelineTest {
  private static final int KEYS = HomePipeline.KEYS;

  @TempDir Path dir;
  private HomePipeline home;

  @BeforeEach
  void start() throws Exception {
    home = new HomePipeline(dir, 2);
    home.createTopic("others");
  }

  @AfterEach
  void stop() {
    home.close();
  }

  private String refused() {
    return home.command(2, "run");
  }

  @Test
  void configurationThatWouldMisreadTheState_endsTheStartWithBothValuesAndTheRemedy()
      throws Exception {
    home.send(0, 4);
    home.run("stores", 3);
    String remedy =
        "Change it back, give the pipeline another name, or reset it: ./sluice reset -c CONFIG"
            + " --pipeline home";

    home.edit(text -> text.replace("size: 10m", "size: 1h"));
    assertThat(refused())
        .contains("pipelines.home.window.size: is 1h, but the stored state was made with 10m")
        .contains(remedy);
    home.edit(text -> text.replace("value: mean", "value: sum"));
    assertThat(refused())
        .contains(
            "pipelines.home.targets.value.aggregate: is sum, but the stored state was made with mean");
    home.edit(text -> text.replace("topic: readings", "topic: others"));
    assertThat(refused())
        .contains(
            "pipelines.home.source.topic: is others, but the stored state was made with readings");
    home.edit(text -> text.replace("key: key", "key: [key, value]"));
    assertThat(refused())
        .contains(
            "pipelines.home.source.key: is key, value, but the stored state was made with key");
    home.edit(text -> text.replace("topic: readings", "topic: readings\n      keyed: true"));
    assertThat(refused())
        .contains("pipelines.home.source.keyed: is true, but the stored state was made with false");

    home.edit(text -> text);
    home.send(4, 5);
    home.run("stores", 1);
  }

  /** With windows open, events on the way, and stores that are lost. */
  @Test
  void targetsThatAreAddedAndMoved_goOnWithTheStateThatThereIs() throws Exception {
    home.send(0, 6);
    home.run("stores", 5);

    home.edit(text -> text.replace("{ value: mean }", "{ humidity: max, value: mean }"));
    home.send(6, 8);
    home.run("lost", 2);

    home.edit(text -> text.replace("{ value: mean }", "{ humidity: max }"));
    home.send(8, 9);
    home.run("stores", 1);

    List<JsonNode> forecasts = home.forecasts("k1");
    assertThat(forecasts)
        .extracting(f -> f.at("/window/end").asText())
        .hasSize(8)
        .doesNotHaveDuplicates()
        .isSorted();
    assertThat(forecasts.get(5).at("/observed/value").asDouble())
        .as("of the window that was open")
        .isCloseTo(21 + Math.sin(5), within(1e-3));
    assertThat(forecasts.get(5).at("/observed/humidity").isNull()).isTrue();
    assertThat(forecasts.get(6).at("/observed/humidity").asDouble()).isEqualTo(46);
    assertThat(forecasts.get(7).at("/observed/value").isMissingNode()).isTrue();
    assertThat(forecasts.get(7).at("/observed/humidity").asDouble()).isEqualTo(47);
    for (int i = 1; i < forecasts.size(); i++) {
      assertThat(forecasts.get(i).at("/maturity").asDouble())
          .isGreaterThan(forecasts.get(i - 1).at("/maturity").asDouble());
    }
  }

  @Test
  void instanceWithOtherTargets_isRefusedWhileOneRuns_andOneWithTheSameJoins() throws Exception {
    home.send(0, 4);
    PipelineCounts metrics = new PipelineCounts();
    try (Service first = home.service("first", metrics)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> metrics.forecastCount() == 3L * KEYS);
      home.edit(text -> text.replace("{ value: mean }", "{ value: mean, humidity: max }"));
      assertThatThrownBy(() -> home.service("second", new PipelineCounts()).close())
          .isInstanceOf(ChangedConfigurationException.class)
          .hasMessageContaining("pipelines.home.targets: are value, humidity, but the running ones")
          .hasMessageContaining("Group sluice-home has 1 member");

      home.edit(text -> text.replace("grace: 0s", "grace: 1m"));
      try (Service second = home.service("second", new PipelineCounts())) {
        second.awaitRunning(() -> false);
        assertThat(second.states()).containsEntry("home", "RUNNING");
      }
      assertThat(first.states()).containsEntry("home", "RUNNING");
    }
  }
}
