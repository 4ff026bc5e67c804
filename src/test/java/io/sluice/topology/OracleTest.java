package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.oracle.Expected;
import io.sluice.oracle.Load;
import io.sluice.oracle.Oracle;
import io.sluice.oracle.Published;
import io.sluice.oracle.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The topology and the oracle, which were written apart, agree on every record. */
final class OracleTest {
  @TempDir Path stateDir;
  private final Harness.Settings settings = new Harness.Settings();
  private List<Expected> expectedForecasts = List.of();
  private List<Expected> expectedDeadLetters = List.of();
  private long offset;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void topology_publishesWhatTheOracleExpects(long seed) {
    settings.grace = Duration.ofMinutes(1);
    settings.keyTtl = Duration.ofHours(3);
    settings.budget = Duration.ofHours(6);
    Load load = new Load(seed, 40);
    compare(load, 60);
    assertThat(expectedForecasts).hasSizeGreaterThan(60 * 30);
  }

  /** Seven months with a leap day, and with both changes of the clocks in the one zone. */
  @ParameterizedTest
  @CsvSource({"4, Europe/Berlin", "5, America/Sao_Paulo", "6, Asia/Kolkata"})
  void topologyWithLocalDays_publishesWhatTheOracleExpects(long seed, String zone) {
    settings.window = Duration.ofDays(1);
    settings.zone = ZoneId.of(zone);
    settings.grace = Duration.ofHours(1);
    settings.keyTtl = Duration.ofDays(18);
    settings.budget = Duration.ofDays(36);
    Load load = new Load(seed, 15, Instant.parse("2015-10-01T00:00:00Z"), settings.window);
    compare(load, 210);
    assertThat(expectedForecasts).hasSizeGreaterThan(210 * 12);
  }

  /** Plans through gaps, silences, ends and beginnings of keys, late ones and such of no key. */
  @ParameterizedTest
  @CsvSource({"8, PT10M", "9, PT10M", "10, PT24H"})
  void topologyThatKnowsInAdvance_publishesWhatTheOracleExpects(long seed, Duration window) {
    settings.known = List.of("promo");
    settings.window = window;
    settings.zone = ZoneId.of("Europe/Berlin");
    settings.grace = window.dividedBy(10);
    settings.keyTtl = window.multipliedBy(18);
    settings.budget = window.multipliedBy(36);
    Load load = new Load(seed, 30, Instant.parse("2026-02-20T00:00:00Z"), window).withPlans(seed);
    compare(load, 80);
    assertThat(expectedForecasts).hasSizeGreaterThan(80 * 25);
    assertThat(expectedForecasts).extracting(Expected::key).noneMatch(key -> key.startsWith("gho"));
  }

  /** Bursts of new keys on top of 40 that stay: one burst expires while the next comes in. */
  @ParameterizedTest
  @ValueSource(ints = {40, 60, 90})
  void topologyWithALimitOfKeys_publishesWhatTheOracleExpects(int maxKeys) {
    settings.grace = Duration.ofMinutes(1);
    settings.keyTtl = Duration.ofHours(3);
    settings.budget = Duration.ofHours(6);
    settings.maxKeys = maxKeys;
    compare(new Load(7, 40), 80);
    assertThat(expectedDeadLetters)
        .extracting(letter -> letter.exact().get(0))
        .contains("too-many-keys");
    assertThat(expectedForecasts).extracting(Expected::key).contains("k0039");
  }

  /** Bursts of new keys whose first word is a plan as often as a value. */
  @ParameterizedTest
  @ValueSource(ints = {2, 35, 60})
  void topologyWithALimitThatKnowsInAdvance_publishesWhatTheOracleExpects(int maxKeys) {
    settings.known = List.of("promo");
    settings.grace = Duration.ofMinutes(15);
    settings.keyTtl = Duration.ofHours(3);
    settings.budget = Duration.ofHours(6);
    settings.maxKeys = maxKeys;
    compare(new Load(12, 30).withPlans(12), 80);
    assertThat(expectedDeadLetters)
        .extracting(letter -> letter.exact().get(0))
        .contains("too-many-keys");
  }

  private void compare(Load load, int windows) {
    try (Harness home = new Harness(settings, stateDir);
        Oracle oracle = oracle(home)) {
      for (int window = 0; window < windows; window++) {
        for (Load.Message message : load.next(window % 20 == 10 ? 50 : 0)) {
          home.sendRaw(message.value);
          oracle.accept(0, offset++, message.value, null);
        }
      }
      Instant end = Instant.ofEpochMilli(load.time()).plus(settings.window.multipliedBy(144));
      home.watermark(end);
      oracle.accept(0, offset, null, end.toEpochMilli());

      List<Expected> dead =
          home.deadLetters().stream()
              .map(d -> new Expected("0", "0:" + d.offset(), List.of(d.reason()), List.of()))
              .toList();
      Verdict verdict =
          Verdict.of("forecasts", oracle.forecasts, map(home.forecasts(), Published::forecast))
              .and(Verdict.of("alerts", oracle.alerts, map(home.alerts(), Published::alert)))
              .and(Verdict.of("late", oracle.late, map(home.late(), Published::late)))
              .and(Verdict.of("dead", oracle.deadLetters, dead));
      assertThat(verdict.examples()).isEmpty();
      assertThat(verdict.isClean()).isTrue();
      assertThat(oracle.alerts).isNotEmpty();
      assertThat(oracle.late).isNotEmpty();
      assertThat(oracle.deadLetters).isNotEmpty();
      expectedForecasts = oracle.forecasts;
      expectedDeadLetters = oracle.deadLetters;
    }
  }

  private Oracle oracle(Harness home) {
    return new Oracle(
        new Oracle.Rules(
            "home",
            settings.window,
            settings.grace,
            settings.maxGap,
            settings.keyTtl,
            settings.budget,
            settings.zone,
            settings.maxKeys),
        home.model);
  }

  private interface Reader {
    Expected read(byte[] value);
  }

  private static List<Expected> map(List<JsonNode> records, Reader reader) {
    List<Expected> read = new ArrayList<>();
    for (JsonNode record : records) {
      read.add(reader.read(record.toString().getBytes(StandardCharsets.UTF_8)));
    }
    return read;
  }
}
