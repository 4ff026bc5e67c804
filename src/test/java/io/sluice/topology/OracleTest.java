package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.Aggregate;
import io.sluice.config.CalendarConfig;
import io.sluice.config.Provider;
import io.sluice.config.TargetConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.oracle.Expected;
import io.sluice.oracle.Load;
import io.sluice.oracle.Oracle;
import io.sluice.oracle.Place;
import io.sluice.oracle.Published;
import io.sluice.oracle.Rules;
import io.sluice.oracle.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The topology and the oracle, which were written apart, agree on every record. */
final class OracleTest {
  @TempDir Path stateDir;
  private final Harness.Settings settings = new Harness.Settings();
  private List<Expected> expectedForecasts = List.of();
  private List<Expected> expectedDeadLetters = List.of();
  private long expectedEmpties;
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

  /** Values in quotes, words for none, and others that cannot be used, in one target or in both. */
  @Test
  void topologyOfFlawedValues_publishesWhatTheOracleExpects() {
    settings.grace = Duration.ofMinutes(1);
    settings.keyTtl = Duration.ofHours(3);
    settings.budget = Duration.ofHours(6);
    settings.known = List.of("promo");
    settings.targets =
        List.of(
            new TargetConfig("value", "value", Aggregate.MEAN, null),
            new TargetConfig("energy", "energy", Aggregate.MAX, null));
    compare(new Load(15, 30).withPlans(15).withFlaws(15), 80);
    assertThat(expectedEmpties).isPositive();
    assertThat(expectedDeadLetters)
        .extracting(letter -> letter.exact().get(0))
        .contains("invalid-value");
  }

  /**
   * Windows without an event that are zero, of keys that are quiet for longer than a season, and
   * outages in which they are not.
   */
  @ParameterizedTest
  @CsvSource({"16, P1D, SUM, value", "17, P1D, SUM, energy", "18, PT1H, COUNT, energy"})
  void topologyInWhichNothingIsZero_publishesWhatTheOracleExpects(
      long seed, String window, String aggregate, String zeroField) {
    settings.window = Duration.parse(window);
    settings.grace = settings.window.dividedBy(10);
    settings.keyTtl = settings.window.multipliedBy(100);
    settings.budget = settings.window.multipliedBy(36);
    TargetConfig filled =
        new TargetConfig(zeroField, zeroField, Aggregate.valueOf(aggregate), null);
    settings.targets =
        zeroField.equals("value")
            ? List.of(filled)
            : List.of(new TargetConfig("value", "value", Aggregate.MEAN, null), filled);
    Instant begin = Instant.parse("2026-02-20T00:00:00Z");
    compare(new Load(seed, 28, begin, settings.window).withQuietKeys(zeroField), 230);
    assertThat(expectedForecasts)
        .as("outages, in which nothing is known")
        .anySatisfy(forecast -> assertThat(forecast.exact().get(1)).isEqualTo("1"));
  }

  /** Days on which nothing is expected, and events on them all the same; in a zone. */
  @ParameterizedTest
  @EnumSource(Rules.Aggregate.class)
  void topologyWithTwoTargetsAndACalendar_publishesWhatTheOracleExpects(Rules.Aggregate second) {
    settings.window = Duration.ofHours(1);
    settings.zone = ZoneId.of("Asia/Tokyo");
    settings.grace = Duration.ofMinutes(6);
    settings.keyTtl = Duration.ofHours(18);
    settings.budget = Duration.ofHours(36);
    settings.calendar =
        new CalendarConfig(
            EnumSet.complementOf(EnumSet.of(DayOfWeek.WEDNESDAY)),
            Set.of(LocalDate.of(2026, 3, 6), LocalDate.of(2026, 3, 7)));
    settings.targets =
        List.of(
            new TargetConfig("value", "value", Aggregate.MEAN, null),
            new TargetConfig("energy", "energy", Aggregate.valueOf(second.name()), null));
    compare(new Load(13, 30, Instant.parse("2026-03-02T12:00:00Z"), settings.window), 140);
    assertThat(expectedForecasts).hasSizeGreaterThan(140 * 25);
  }

  /**
   * One that goes on where the other was, of another shape, scale and horizon; with closed days,
   * the one before the first of its windows is closed.
   */
  @ParameterizedTest
  @CsvSource({"DIFFERENCE, 1, ", "LEVEL, 2, ", "LOG_RETURN, 2, ", "DIFFERENCE, 2, TUESDAY"})
  void topologyThatGoesOverToAnotherModel_publishesWhatTheOracleExpects(
      ScalerSpec.Kind kind, int targets, @Nullable DayOfWeek closed) throws Exception {
    if (closed != null) {
      settings.calendar = new CalendarConfig(EnumSet.complementOf(EnumSet.of(closed)), Set.of());
      settings.zone = ZoneId.of("Asia/Tokyo");
    }
    settings.grace = Duration.ofMinutes(1);
    settings.keyTtl = Duration.ofHours(3);
    settings.budget = Duration.ofHours(6);
    settings.targets =
        List.of(
                new TargetConfig("value", "value", Aggregate.MEAN, null),
                new TargetConfig("energy", "energy", Aggregate.SUM, null))
            .subList(0, targets);
    ScalerSpec difference = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
    Path first = TestModels.gru(stateDir, "first", 8, 1, 3, difference, 1);
    Path other =
        TestModels.gru(stateDir, "other", 12, targets, 2, new ScalerSpec(kind, 100, 1e-4), 2);
    OnnxStepModel next = OnnxStepModel.load(other, Provider.CPU);
    try (ModelShelf<StepModel> models = new ModelShelf<>(OnnxStepModel.load(first, Provider.CPU));
        Harness home = new Harness(settings, stateDir.resolve("state"), models)) {
      Load load = new Load(14, 30);
      List<Load.Message> messages = new ArrayList<>();
      for (int window = 0; window < (closed == null ? 140 : 280); window++) {
        if (window == (closed == null ? 70 : 250)) {
          models.offer(next);
        }
        messages.addAll(send(home, load, 0));
      }
      long from = home.served().after() + 1;
      StepModel before = OnnxStepModel.load(first, Provider.CPU);
      try (before;
          Oracle oracle =
              new Oracle(
                  rules(), before, next, List.of(new Place(from, Bytes.wrap(new byte[0]))))) {
        messages.forEach(message -> oracle.accept(0, offset++, message.value, null));
        compare(home, oracle, load);
        assertThat(oracle.forecasts)
            .extracting(forecast -> forecast.exact().get(5))
            .contains(before.contract().hash(), next.contract().hash());
      }
    }
  }

  private static List<Load.Message> send(Harness home, Load load, int newcomers) {
    List<Load.Message> messages = load.next(newcomers);
    messages.forEach(message -> home.sendRaw(message.value));
    return messages;
  }

  private void compare(Load load, int windows) {
    try (Harness home = new Harness(settings, stateDir);
        Oracle oracle = new Oracle(rules(), home.model)) {
      for (int window = 0; window < windows; window++) {
        for (Load.Message message : send(home, load, window % 20 == 10 ? 50 : 0)) {
          oracle.accept(0, offset++, message.value, null);
        }
      }
      compare(home, oracle, load);
    }
  }

  /** Closes all windows and holds what was published to what had to be. */
  private void compare(Harness home, Oracle oracle, Load load) {
    Instant end = Instant.ofEpochMilli(load.time()).plus(settings.window.multipliedBy(144));
    home.watermark(end);
    oracle.accept(0, offset, null, end.toEpochMilli());
    oracle.finish();

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
    assertThat(home.metrics.emptyCount()).isEqualTo(oracle.empties);
    assertThat(oracle.alerts).isNotEmpty();
    assertThat(oracle.late).isNotEmpty();
    assertThat(oracle.deadLetters).isNotEmpty();
    expectedForecasts = oracle.forecasts;
    expectedDeadLetters = oracle.deadLetters;
    expectedEmpties = oracle.empties;
  }

  private Rules rules() {
    return Rules.of(
            "home",
            settings.window,
            settings.grace,
            settings.maxGap,
            settings.keyTtl,
            settings.budget)
        .in(
            settings.zone,
            EnumSet.complementOf(EnumSet.copyOf(settings.calendar.days())),
            settings.calendar.holidays())
        .of(
            settings.targets.stream()
                .map(
                    target ->
                        new Rules.Target(
                            target.name(), Rules.Aggregate.valueOf(target.aggregate().name())))
                .toList())
        .atMost(settings.maxKeys);
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
