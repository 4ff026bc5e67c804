package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.Provider;
import io.sluice.config.source.EventsConfig;
import io.sluice.language.TokenEvent;
import io.sluice.model.ModelShelf;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenModel;
import io.sluice.train.language.TestEvents;
import io.sluice.train.language.TokenArchitecture.Embedding;
import io.sluice.train.network.Cell;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of tokens of every cell, depth and embedding, from their file to what is published. */
final class EveryTokenCellTest {
  @TempDir Path dir;

  private Harness harness(ModelShelf<TokenModel> models) {
    Harness.Settings settings = new Harness.Settings();
    settings.window = Duration.ofMinutes(1);
    settings.grace = Duration.ofSeconds(30);
    settings.keyTtl = Duration.ofDays(30);
    settings.events = new EventsConfig(List.of("value"), Duration.ofMinutes(30), Set.of());
    return new Harness(settings, dir.resolve("state"), models);
  }

  private static void feed(Harness harness, List<TokenEvent> events) {
    for (TokenEvent event : events) {
      for (String key : List.of("a", "b", "c")) {
        harness.sendRaw(
            "{\"key\":\"%s\",\"ts\":%d,\"value\":\"%s\"}"
                .formatted(key, event.time(), event.text()));
      }
    }
    Instant last = Instant.ofEpochMilli(events.get(events.size() - 1).time());
    harness.watermark(last.plus(Duration.ofMinutes(3)));
  }

  @ParameterizedTest
  @CsvSource({
    "RNN, 1, LEARNED",
    "RNN, 3, TIED",
    "GRU, 1, ONE_HOT",
    "GRU, 2, LEARNED",
    "GRU, 3, TIED",
    "LSTM, 1, TIED",
    "LSTM, 2, ONE_HOT",
    "LSTM, 3, LEARNED"
  })
  void network_isServed_andKeysAloneAreAsInCompany(Cell cell, int layers, Embedding embedding)
      throws Exception {
    Path file = TestEvents.model(dir, "model", cell, layers, embedding, 7);
    TokenModel model = OnnxTokenModel.load(file, Provider.CPU);
    try (ModelShelf<TokenModel> models = new ModelShelf<>(model);
        Harness harness = harness(models)) {
      feed(harness, TestEvents.events(60, 3));
      List<JsonNode> said = harness.forecasts();
      assertThat(harness.deadReasons()).isEmpty();
      assertThat(said).hasSizeGreaterThan(90);
      assertThat(said)
          .allSatisfy(
              one -> {
                assertThat(one.at("/bits").asDouble()).isPositive();
                assertThat(one.at("/next/tokens/0/probability").asDouble()).isBetween(0.01, 1.0);
              });
      List<List<String>> bits = new ArrayList<>();
      for (String key : List.of("a", "b", "c")) {
        bits.add(
            said.stream()
                .filter(one -> one.get("key").asText().equals(key))
                .map(one -> one.get("events").toString() + one.get("next"))
                .toList());
      }
      assertThat(bits.get(1)).isEqualTo(bits.get(0));
      assertThat(bits.get(2)).isEqualTo(bits.get(0));
    }
  }

  @Test
  void characters_areServedByTheSameTopology_aLineAnEvent() throws Exception {
    TokenModel model = OnnxTokenModel.load(TestEvents.characters(dir, "lines"), Provider.CPU);
    List<TokenEvent> events = new ArrayList<>(TestEvents.events(40, 3));
    long last = events.get(events.size() - 1).time();
    events.add(new TokenEvent(last + 60_000, "zq\u5ba4 zq"));
    try (ModelShelf<TokenModel> models = new ModelShelf<>(model);
        Harness harness = harness(models)) {
      feed(harness, events);
      List<JsonNode> said = harness.forecasts();
      assertThat(harness.deadReasons()).isEmpty();
      assertThat(said).isNotEmpty().allMatch(one -> one.at("/next/tokens").isEmpty());
      JsonNode odd = said.get(said.size() - 1).at("/events/0");
      assertThat(odd.at("/token").asText()).isEqualTo("zq\u5ba4 zq");
      assertThat(odd.at("/new").asBoolean()).isFalse();
      assertThat(odd.at("/bits").asDouble())
          .isGreaterThan(2 * said.get(0).at("/events/0/bits").asDouble());
    }
  }

  /** The network's state is made again from the key's last tokens; what it has learned stays. */
  @Test
  void anotherModel_takesOver_andGoesOn() throws Exception {
    TokenModel first = OnnxTokenModel.load(TestEvents.model(dir, "first", 1), Provider.CPU);
    TokenModel second =
        OnnxTokenModel.load(
            TestEvents.model(dir, "second", Cell.LSTM, 2, Embedding.TIED, 2), Provider.CPU);
    List<TokenEvent> events = TestEvents.events(80, 3);
    try (ModelShelf<TokenModel> models = new ModelShelf<>(first);
        Harness harness = harness(models)) {
      feed(harness, events.subList(0, 40));
      assertThat(harness.forecasts())
          .allSatisfy(one -> assertThat(one.at("/model/name").asText()).isEqualTo("first"));
      models.offer(second);
      feed(harness, events.subList(45, 80));
      List<JsonNode> said = harness.forecasts();
      assertThat(harness.deadReasons()).isEmpty();
      assertThat(said)
          .isNotEmpty()
          .allSatisfy(one -> assertThat(one.at("/model/name").asText()).isEqualTo("second"));
      assertThat(said.get(0).at("/maturity").asDouble()).isGreaterThan(0.2);
    }
  }
}
