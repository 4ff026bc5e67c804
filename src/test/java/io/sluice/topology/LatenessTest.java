package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an event by its time: with others, the rows of the table in docs/time.md. */
final class LatenessTest {
  private static final Instant NOON = Harness.NOON;

  /** The wall clock of the harness. */
  private static final Instant NOW = NOON.plus(Duration.ofDays(400));

  @TempDir Path stateDir;
  private final Harness.Settings settings = new Harness.Settings();
  private Harness pipeline;

  private Harness open() {
    pipeline = new Harness(settings, stateDir);
    return pipeline;
  }

  @AfterEach
  void identitiesHold() {
    if (pipeline != null) {
      pipeline.assertIdentities();
      pipeline.close();
    }
  }

  private static Instant at(int minutes) {
    return NOON.plus(Duration.ofMinutes(minutes));
  }

  private static List<String> ends(List<JsonNode> forecasts) {
    return forecasts.stream().map(forecast -> forecast.at("/window/end").asText()).toList();
  }

  private static double observed(JsonNode forecast) {
    return forecast.at("/observed/value").asDouble();
  }

  @Test
  void eventAheadOfTheWallClock_withinMaxFuture_isTakenAndMovesTime() {
    Harness home = open();
    home.send("a", NOW.minus(Duration.ofMinutes(10)), 20);
    home.send("a", NOW.plus(Duration.ofMinutes(60)), 21);
    assertThat(home.forecasts()).as("one clock").isEmpty();
    home.send("b", NOW.plus(Duration.ofMinutes(60)), 21);
    assertThat(home.forecasts()).as("two clocks").isNotEmpty();
    assertThat(home.deadReasons()).isEmpty();

    home.send("a", NOW.plus(Duration.ofMinutes(61)), 22);
    assertThat(home.deadReasons()).containsExactly("timestamp-in-future");
  }

  @Test
  void eventOf1970_afterOthers_isLateAndMovesNothing() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.send("a", at(11), 22);
    home.send("a", Instant.EPOCH, 1000);
    home.watermark(at(20));

    assertThat(home.late())
        .singleElement()
        .satisfies(
            late -> assertThat(late.at("/timestamp").asText()).isEqualTo("1970-01-01T00:00:00Z"));
    assertThat(home.forecasts()).extracting(LatenessTest::observed).contains(20.0, 22.0);
  }

  @Test
  void eventOf1970_beforeAllOthers_hasItsWindow_andTheJumpStepsNoMoreThanTheGap() {
    Harness home = open();
    home.send("a", Instant.EPOCH, 1);
    home.send("a", at(1), 20);
    home.watermark(at(10));

    assertThat(ends(home.forecasts()))
        .containsExactly(
            "1970-01-01T00:10:00Z",
            "1970-01-01T00:20:00Z",
            "1970-01-01T00:30:00Z",
            "2026-03-02T12:10:00Z");
    assertThat(home.metrics.windowsClosedCount()).isEqualTo(4);
  }

  @Test
  void clockThatStandsStill_fillsOneWindow_andClosesNothingWhileRecordsCome() {
    Harness home = open();
    for (int i = 0; i < 20; i++) {
      home.send("a", at(9), i);
      home.passWallTime(Duration.ofSeconds(29));
    }
    assertThat(home.forecasts()).isEmpty();

    home.send("b", at(10), 0);
    home.send("a", at(10), 0);
    assertThat(home.forecasts())
        .singleElement()
        .satisfies(f -> assertThat(observed(f)).isEqualTo(9.5));
  }

  @Test
  void clockThatGoesBack_doesNotTakeStreamTimeAlong() {
    settings.grace = Duration.ofMinutes(5);
    Harness home = open();
    home.send("a", at(1), 20);
    home.send("b", at(21), 21);
    home.send("a", at(21), 21);
    home.send("a", at(2), 1000);
    home.send("a", at(16), 22);
    home.watermark(at(25));

    assertThat(home.late()).as("of a closed window").hasSize(1);
    assertThat(home.forecasts())
        .as("the window that was still open has both")
        .extracting(LatenessTest::observed)
        .contains(20.0, 22.0);
  }

  @Test
  void watermark_closesWindowsWithoutAValue_andAnOlderOneDoesNothing() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.watermark(at(20));
    assertThat(ends(home.forecasts()))
        .containsExactly("2026-03-02T12:10:00Z", "2026-03-02T12:20:00Z");

    home.watermark(at(5));
    home.send("a", at(21), 21);
    home.send("a", at(19), 1000);

    assertThat(home.late()).hasSize(1);
    assertThat(home.forecasts()).isEmpty();
    assertThat(home.metrics.recordCount()).as("a watermark is no record").isEqualTo(3);
  }

  @Test
  void partitionWithoutData_publishesNothing_howeverLongItIsSilent() {
    Harness home = open();
    home.passWallTime(Duration.ofDays(1));
    assertThat(home.forecasts()).isEmpty();
    assertThat(home.alerts()).isEmpty();

    home.send("a", at(1), 20);
    home.send("a", at(11), 21);
    assertThat(home.late()).isEmpty();
    assertThat(home.forecasts()).hasSize(1);
  }

  @ParameterizedTest(name = "{1}: {3} h")
  @CsvSource({
    "Europe/Berlin,    2026-03-29, 2026-03-28T23:00:00Z, 23",
    "Europe/Berlin,    2026-10-25, 2026-10-24T22:00:00Z, 25",
    "Europe/Berlin,    2024-02-29, 2024-02-28T23:00:00Z, 24",
    "America/New_York, 2026-03-08, 2026-03-08T05:00:00Z, 23",
    "Asia/Kolkata,     2026-03-29, 2026-03-28T18:30:00Z, 24",
    "UTC,              2024-02-29, 2024-02-29T00:00:00Z, 24"
  })
  void dayOfAZone_isFromMidnightToMidnight(String zone, String day, Instant start, int hours) {
    days(zone);
    Harness home = open();
    Instant end = start.plus(Duration.ofHours(hours));
    home.send("a", start.minusMillis(1), 1000);
    home.send("a", start, 20);
    home.send("a", end.minusMillis(1), 22);
    home.send("a", end, 1000);
    home.watermark(end.plus(Duration.ofDays(2)));

    List<JsonNode> forecasts = home.forecasts();
    assertThat(forecasts.get(1).at("/window/start").asText()).isEqualTo(start.toString());
    assertThat(forecasts.get(1).at("/window/end").asText()).isEqualTo(end.toString());
    assertThat(forecasts.get(1).at("/horizon/0").asText())
        .isEqualTo(end.atZone(ZoneId.of(zone)).plusDays(1).toInstant().toString());
    assertThat(observed(forecasts.get(1))).isEqualTo(21);
    assertThat(home.late()).isEmpty();
  }

  private void days(String zone) {
    settings.window = Duration.ofDays(1);
    settings.zone = ZoneId.of(zone);
    settings.keyTtl = Duration.ofDays(30);
    settings.budget = Duration.ofDays(365);
  }

  @Test
  void dayOnWhichClocksChange_thatHasNoEvent_isOneGapLikeAnother() {
    days("Europe/Berlin");
    settings.maxGap = 6;
    Harness home = open();
    home.send("a", Instant.parse("2026-03-27T12:00:00Z"), 20);
    home.watermark(Instant.parse("2026-03-31T12:00:00Z"));

    assertThat(ends(home.forecasts()))
        .containsExactly(
            "2026-03-27T23:00:00Z",
            "2026-03-28T23:00:00Z",
            "2026-03-29T22:00:00Z",
            "2026-03-30T22:00:00Z");
  }

  @Test
  void dayOfAZone_isAWholeDayOfTheWeekToTheModel() {
    days("Europe/Berlin");
    Harness home = open();
    Instant monday = Instant.parse("2026-03-22T23:00:00Z");
    for (int day = 0; day <= 14; day++) {
      home.send("a", monday.atZone(settings.zone).plusDays(day).toInstant(), 20);
    }

    assertThat(home.model.weekdays).hasSize(14);
    for (int day = 0; day < 14; day++) {
      assertThat(home.model.weekdays.get(day)).isCloseTo(day % 7, within(1e-4));
    }
  }

  @Test
  void windowsOfAWeek_runFromMondayToMonday_acrossAChangeOfTheClocks() {
    settings.window = Duration.ofDays(7);
    settings.zone = ZoneId.of("Europe/Berlin");
    settings.keyTtl = Duration.ofDays(60);
    settings.budget = Duration.ofDays(365);
    Harness home = open();
    home.send("a", Instant.parse("2026-03-25T12:00:00Z"), 20);
    home.watermark(Instant.parse("2026-04-05T22:00:00Z"));

    assertThat(ends(home.forecasts()))
        .containsExactly("2026-03-29T22:00:00Z", "2026-04-05T22:00:00Z");
  }

  @Test
  void windowsOfASecond_closeSecondBySecond() {
    settings.window = Duration.ofSeconds(1);
    settings.keyTtl = Duration.ofMinutes(1);
    settings.budget = Duration.ofHours(1);
    Harness home = open();
    for (int second = 0; second < 4; second++) {
      home.send("a", NOON.plusSeconds(second).plusMillis(999), 20);
    }

    assertThat(ends(home.forecasts()))
        .containsExactly("2026-03-02T12:00:01Z", "2026-03-02T12:00:02Z", "2026-03-02T12:00:03Z");
  }
}
