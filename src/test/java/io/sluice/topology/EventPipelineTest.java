package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.source.EventsConfig;
import io.sluice.language.Counted;
import io.sluice.language.TokenEvent;
import io.sluice.model.ModelShelf;
import io.sluice.output.Schemas;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of events, from the topic to what is said of them. */
final class EventPipelineTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final String HASH = "0123456789ab";

  @TempDir Path dir;

  private static Harness.Settings settings() {
    Harness.Settings settings = new Harness.Settings();
    settings.window = Duration.ofMinutes(1);
    settings.grace = Duration.ofSeconds(10);
    settings.keyTtl = Duration.ofDays(30);
    settings.budget = Duration.ofHours(8);
    settings.events = new EventsConfig(List.of("value"), Duration.ofMinutes(30), Set.of());
    return settings;
  }

  private Harness harness(Harness.Settings settings) {
    return new Harness(settings, dir, new ModelShelf<>(Counted.model(HASH)));
  }

  private static String json(String key, long time, String token) {
    return "{\"key\":\"%s\",\"ts\":%d,\"value\":\"%s\"}".formatted(key, time, token);
  }

  /** What is published, as its schema says. */
  private static List<JsonNode> published(Harness harness, String topic, String schema) {
    return harness.records(topic).stream()
        .map(record -> Schemas.valid(schema, record.value()))
        .toList();
  }

  private static List<JsonNode> said(Harness harness) {
    return published(harness, "forecasts", "events.v1.json");
  }

  private static List<JsonNode> alerts(Harness harness) {
    return published(harness, "alerts", "alert.v1.json");
  }

  private static void send(Harness harness, String key, Instant time, String token) {
    harness.sendRaw(json(key, time.toEpochMilli(), token));
  }

  @Test
  void closedWindow_saysHowSurprisingItsEventsWere_andWhatComesNext() {
    try (Harness harness = harness(settings())) {
      send(harness, "home", NOON.plusSeconds(20), "fridge");
      send(harness, "home", NOON.plusSeconds(5), "door");
      send(harness, "home", NOON.plusSeconds(40), "kettle");
      harness.watermark(NOON.plusSeconds(90));

      JsonNode said = said(harness).get(0);
      assertThat(said.at("/window/end").asText()).isEqualTo("2026-03-02T12:01:00Z");
      assertThat(said.at("/count").asInt()).isEqualTo(3);
      assertThat(said.at("/events").findValuesAsText("token"))
          .containsExactly("door", "fridge", "kettle");
      assertThat(said.at("/next/tokens/0/token").asText()).isEqualTo("tap");
      assertThat(said.at("/next/tokens/0/probability").asDouble()).isBetween(0.3, 1.0);
      assertThat(Instant.parse(said.at("/next/at/0.5").asText()))
          .isAfter(NOON.plusSeconds(40))
          .isBefore(NOON.plusSeconds(86_400));
      assertThat(said.at("/session/start").asText()).isEqualTo("2026-03-02T12:00:05Z");
      assertThat(said.at("/session/events").asInt()).isEqualTo(3);
      assertThat(said.at("/source/ranges/0/last").asInt()).isEqualTo(2);
    }
  }

  /** Time, not arrival: that is what open windows are for. */
  @Test
  void order_inWhichEventsOfAWindowArrive_doesNotMatter() {
    List<TokenEvent> events = Counted.events(40, 7);
    assertThat(said(events, 1)).isEqualTo(said(events, 2));
  }

  private List<JsonNode> said(List<TokenEvent> events, int seed) {
    List<TokenEvent> shuffled = new ArrayList<>(events);
    long size = Duration.ofMinutes(1).toMillis();
    Random random = new Random(seed);
    Collections.shuffle(shuffled, random);
    shuffled.sort((a, b) -> Long.compare(a.time() / size, b.time() / size));
    Harness.Settings settings = settings();
    settings.grace = Duration.ofMinutes(1);
    try (Harness harness =
        new Harness(settings, dir.resolve("" + seed), new ModelShelf<>(Counted.model(HASH)))) {
      for (TokenEvent event : shuffled) {
        harness.sendRaw(json("home", event.time(), event.text()));
      }
      harness.watermark(Instant.ofEpochMilli(events.get(39).time()).plusSeconds(180));
      List<JsonNode> said = said(harness);
      said.forEach(one -> ((com.fasterxml.jackson.databind.node.ObjectNode) one).remove("source"));
      assertThat(harness.late()).isEmpty();
      assertThat(said.stream().mapToInt(one -> one.at("/count").asInt()).sum()).isEqualTo(40);
      return said;
    }
  }

  @Test
  void sessionThatFallsSilent_endsByItsGap_andThatIsScored() {
    try (Harness harness = harness(settings())) {
      send(harness, "home", NOON.plusSeconds(5), "door");
      harness.watermark(NOON.plus(Duration.ofMinutes(29)));
      assertThat(said(harness)).hasSize(1);
      harness.watermark(NOON.plus(Duration.ofMinutes(33)));
      JsonNode end = said(harness).get(0);
      assertThat(end.at("/session").isNull()).isTrue();
      assertThat(end.at("/events/0/token").isNull()).isTrue();
      assertThat(end.at("/events/0/bits").asDouble()).isPositive();
      assertThat(end.at("/source/ranges").size()).isZero();
      assertThat(end.at("/window/end").asText()).isEqualTo("2026-03-02T12:31:00Z");
    }
  }

  @Test
  void sessionThatWouldOutliveItsKey_endsBefore() {
    Harness.Settings settings = settings();
    settings.keyTtl = Duration.ofMinutes(20);
    try (Harness harness = harness(settings)) {
      send(harness, "home", NOON.plusSeconds(5), "door");
      harness.watermark(NOON.plus(Duration.ofMinutes(25)));
      assertThat(said(harness)).hasSize(2).last().matches(end -> end.at("/session").isNull());
      assertThat(harness.metrics.keysExpiredCount()).isEqualTo(1);
    }
  }

  @Test
  void unknownToken_afterManyKnownOnes_isTold_andOverWithWhatIsUsual() {
    try (Harness harness = harness(settings())) {
      Instant time = cycle(harness, NOON, 400);
      assertThat(alerts(harness).stream().filter(a -> a.at("/type").asText().equals("new-token")))
          .isEmpty();
      send(harness, "home", time, "burglar");
      cycle(harness, time.plusSeconds(60), 12);
      List<JsonNode> alerts =
          alerts(harness).stream()
              .filter(a -> !a.at("/type").asText().contains("missing"))
              .toList();
      assertThat(alerts).hasSize(2);
      assertThat(alerts.get(0).at("/type").asText()).isEqualTo("new-token");
      assertThat(alerts.get(0).at("/status").asText()).isEqualTo("firing");
      assertThat(alerts.get(0).at("/events/unusual/0/token").asText()).isEqualTo("burglar");
      assertThat(alerts.get(0).at("/events/unusual/0/new").asBoolean()).isTrue();
      assertThat(alerts.get(0).at("/annotations/description").asText())
          .contains("\"burglar\"", "was never known before", "usually comes");
      assertThat(alerts.get(1).at("/status").asText()).isEqualTo("resolved");
      assertThat(alerts.get(1).at("/resolution").asText()).isEqualTo("recovered");
      assertThat(alerts.get(1).at("/id").asText()).isEqualTo(alerts.get(0).at("/id").asText());
    }
  }

  /** One event a minute, in the order that the model knows. */
  private static Instant cycle(Harness harness, Instant from, int count) {
    Instant time = from;
    for (int i = 0; i < count; i++) {
      String token = Counted.TOKENS.get(2 + i % 4);
      send(harness, "home", time.plusSeconds(i * 7 % 20), token);
      time = time.plusSeconds(60);
    }
    return time;
  }

  @Test
  void silence_afterManyEvents_isToldWithoutWaitingForTheNext_andResolvedByIt() {
    Harness.Settings settings = settings();
    settings.events = new EventsConfig(List.of("value"), Duration.ofDays(2), Set.of());
    try (Harness harness = harness(settings)) {
      Instant time = cycle(harness, NOON, 400);
      alerts(harness);
      harness.watermark(time.plus(Duration.ofHours(12)));
      List<JsonNode> alerts = alerts(harness);
      assertThat(alerts).hasSize(1);
      assertThat(alerts.get(0).at("/type").asText()).isEqualTo("missing-event");
      assertThat(alerts.get(0).at("/events/missing/0/token").asText()).isEqualTo("door");
      send(harness, "home", time.plus(Duration.ofHours(12)), "door");
      harness.watermark(time.plus(Duration.ofHours(13)));
      assertThat(alerts(harness).get(0).at("/resolution").asText()).isEqualTo("heard");
    }
  }

  @Test
  void silence_ofAKeyOfFewerThan30Windows_isNotTold() {
    Harness.Settings settings = settings();
    settings.events = new EventsConfig(List.of("value"), Duration.ofDays(2), Set.of());
    settings.budget = Duration.ofMinutes(20);
    try (Harness harness = harness(settings)) {
      Instant time = cycle(harness, NOON, 29);
      harness.watermark(time.plus(Duration.ofHours(40)));
      assertThat(alerts(harness)).isEmpty();
    }
  }

  @Test
  void keySilentForItsTimeToLive_isForgotten() {
    Harness.Settings settings = settings();
    settings.keyTtl = Duration.ofHours(2);
    try (Harness harness = harness(settings)) {
      send(harness, "home", NOON, "door");
      harness.watermark(NOON.plus(Duration.ofHours(3)));
      assertThat(harness.metrics.keysExpiredCount()).isEqualTo(1);
      assertThat(harness.metrics.windowsClosedCount()).isEqualTo(harness.metrics.forecastCount());
    }
  }

  @Test
  void lateEvent_ofAnotherWindow_isSaidSo_withItsToken() {
    try (Harness harness = harness(settings())) {
      harness.watermark(NOON.plusSeconds(300));
      send(harness, "home", NOON, "fridge");
      assertThat(harness.late().get(0).at("/token").asText()).isEqualTo("fridge");
    }
  }

  @Test
  void whatIsNoToken_isDeadLettered_andNothingElseIsLost() {
    try (Harness harness = harness(settings())) {
      harness.sendRaw("{\"key\":\"home\",\"ts\":%d}".formatted(NOON.toEpochMilli()));
      harness.sendRaw(json("home", NOON.toEpochMilli(), " "));
      harness.sendRaw(json("home", NOON.toEpochMilli(), "x".repeat(257)));
      harness.sendRaw(json("home", NOON.toEpochMilli(), "a\\u0007b"));
      send(harness, "home", NOON, "door");
      harness.watermark(NOON.plusSeconds(90));
      assertThat(harness.deadReasons())
          .containsExactly("missing-token", "invalid-token", "invalid-token", "invalid-token");
      assertThat(said(harness)).hasSize(1);
    }
  }

  @Test
  void newKeysBeyondTheLimit_areRefused() {
    Harness.Settings settings = settings();
    settings.maxKeys = 2;
    try (Harness harness = harness(settings)) {
      for (String key : List.of("a", "b", "c", "a")) {
        send(harness, key, NOON, "door");
      }
      harness.watermark(NOON.plusSeconds(90));
      assertThat(harness.deadReasons()).containsExactly("too-many-keys");
      assertThat(said(harness)).hasSize(2);
    }
  }
}
