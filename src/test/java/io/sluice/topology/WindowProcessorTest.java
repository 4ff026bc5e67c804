package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.Aggregate;
import io.sluice.config.CalendarConfig;
import io.sluice.config.OpeningHours;
import io.sluice.config.TargetConfig;
import io.sluice.feature.ScalerSpec;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowProcessorTest {
  private static final OpeningHours SESSION =
      new OpeningHours(LocalTime.of(9, 0), LocalTime.of(10, 0));

  private static final Instant NOON = Harness.NOON;

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

  @Test
  void window_whenStreamTimePassesItsEnd_isForecastFromItsMean() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.send("a", at(9), 22);
    assertThat(home.forecasts()).isEmpty();

    home.send("b", at(10), 5);
    assertThat(home.forecasts()).as("one key is no witness").isEmpty();
    home.send("c", at(10), 5);

    List<JsonNode> forecasts = home.forecasts();
    assertThat(forecasts).hasSize(1);
    JsonNode forecast = forecasts.get(0);
    assertThat(forecast.at("/key").asText()).isEqualTo("a");
    assertThat(forecast.at("/window/start").asText()).isEqualTo("2026-03-02T12:00:00Z");
    assertThat(forecast.at("/window/end").asText()).isEqualTo("2026-03-02T12:10:00Z");
    assertThat(forecast.at("/observed/value").asDouble()).isEqualTo(21);
    assertThat(forecast.at("/quantiles/value/0/2").asDouble()).isEqualTo(21);
    assertThat(forecast.at("/source/ranges/0/first").asLong()).isZero();
    assertThat(forecast.at("/source/ranges/0/last").asLong()).isEqualTo(1);
  }

  @Test
  void window_withinGrace_takesLateEvents() {
    settings.grace = Duration.ofMinutes(2);
    Harness home = open();
    home.send("a", at(5), 10);
    home.send("a", at(11), 99);
    home.send("a", at(6), 20);
    assertThat(home.forecasts()).isEmpty();

    home.send("b", at(12), 99);
    home.send("a", at(12), 99);

    assertThat(home.forecasts().get(0).at("/observed/value").asDouble()).isEqualTo(15);
    assertThat(home.late()).isEmpty();
  }

  @Test
  void event_afterItsWindowClosed_goesToLateAndChangesNothing() {
    Harness home = open();
    home.send("a", at(5), 10);
    home.watermark(at(10));
    home.send("a", at(10), 11);
    home.send("a", at(9), 1000);
    home.watermark(at(20));

    List<JsonNode> late = home.late();
    assertThat(late).hasSize(1);
    assertThat(late.get(0).at("/source/offset").asLong()).isEqualTo(3);
    assertThat(late.get(0).at("/values/value").asDouble()).isEqualTo(1000);
    assertThat(home.forecasts())
        .extracting(forecast -> forecast.at("/observed/value").asDouble())
        .containsExactly(10.0, 11.0);
  }

  @Test
  void manyKeysAtOneBoundary_goThroughOneRun() {
    Harness home = open();
    for (int i = 0; i < 500; i++) {
      home.send("key-" + i, at(1), i);
    }
    home.watermark(at(10));

    assertThat(home.model.runs).containsExactly(500);
    assertThat(home.forecasts())
        .extracting(forecast -> forecast.at("/key").asText())
        .hasSize(500)
        .isSorted();
  }

  @Test
  void stepOfEachWindow_startsFromTheStateOfTheOneBefore() {
    Harness home = open();
    for (int i = 0; i < 6; i++) {
      home.send("a", at(10 * i), 20 + i);
    }
    assertThat(home.forecasts())
        .extracting(forecast -> forecast.at("/maturity").asDouble())
        .containsExactly(0.25, 0.5, 0.75, 1.0, 1.0);
  }

  @Test
  void silentKey_isImputedUpToMaxGapAndThenLeftAlone() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.send("b", at(1), 20);
    home.send("b", at(61), 20);
    home.send("c", at(61), 20);

    assertThat(home.forecasts())
        .filteredOn(forecast -> forecast.at("/key").asText().equals("a"))
        .extracting(forecast -> forecast.at("/imputed").asInt())
        .containsExactly(0, 1, 2);
  }

  @ParameterizedTest
  @CsvSource({"false, 4, 4", "true, 4, 2", "false, 100, 5"})
  void modelSaysHowLongASilenceItBridges_unlessThatIsConfigured_orTheKeyForgottenBefore(
      boolean isConfigured, int ofModel, int imputed) {
    settings.keyTtl = Duration.ofHours(1);
    settings.isGapStated = isConfigured;
    settings.metadata = Map.of("max-gap", String.valueOf(ofModel));
    Harness home = open();
    home.send("a", at(1), 20);
    home.watermark(at(200));

    assertThat(home.forecasts())
        .extracting(forecast -> forecast.at("/imputed").asInt())
        .containsExactlyElementsOf(IntStream.rangeClosed(0, imputed).boxed().toList());
  }

  @Test
  void imputedWindow_hasNoObservationAndContinuesTheMedian() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.watermark(at(20));

    JsonNode imputed = home.forecasts().get(1);
    assertThat(imputed.at("/observed/value").isNull()).isTrue();
    assertThat(imputed.at("/score").isNull()).isTrue();
    assertThat(imputed.at("/quantiles/value/0/2").asDouble()).isEqualTo(20);
  }

  @Test
  void staleKey_whenItReturns_startsWarmingAnew() {
    Harness home = open();
    for (int i = 0; i < 6; i++) {
      home.send("a", at(10 * i), 20 + i % 2);
    }
    home.send("a", at(200), 20);
    home.watermark(at(210));

    List<JsonNode> forecasts = home.forecasts();
    assertThat(forecasts.get(forecasts.size() - 1).at("/maturity").asDouble()).isEqualTo(0.25);
  }

  @Test
  void silentKey_thatIsKnownForEvents_raisesAnAlertThatItsReturnResolves() {
    settings.maxGap = 6;
    Harness home = open();
    for (int i = 0; i < 200; i++) {
      home.send("a", at(10 * i), 20 + i % 3);
    }
    home.watermark(at(2060));
    List<JsonNode> firing = home.alerts();
    assertThat(firing).hasSize(1);
    assertThat(firing.get(0).at("/type").asText()).isEqualTo("silent");
    assertThat(firing.get(0).at("/status").asText()).isEqualTo("firing");

    home.send("a", at(2061), 21);
    home.watermark(at(2070));

    List<JsonNode> resolved = home.alerts();
    assertThat(resolved).hasSize(1);
    assertThat(resolved.get(0).at("/status").asText()).isEqualTo("resolved");
    assertThat(resolved.get(0).at("/id")).isEqualTo(firing.get(0).at("/id"));
  }

  @Test
  void keySilentForItsTimeToLive_isForgotten() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.watermark(at(60));
    assertThat(home.storedKeys()).isEqualTo(1);

    home.watermark(at(10 + 120 + 10));

    assertThat(home.storedKeys()).isZero();
  }

  @Test
  void keyThatCameBackBeforeItsTimeToLive_isKept() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.send("a", at(91), 20);
    home.watermark(at(140));

    assertThat(home.storedKeys()).isEqualTo(1);
  }

  @Test
  void outlier_firesOnceAndResolvesAfterQuietWindows() {
    Harness home = open();
    for (int i = 0; i < 100; i++) {
      home.send("a", at(10 * i), 20 + (i % 3) * 0.1);
    }
    home.send("a", at(1000), 40);
    for (int i = 101; i < 140; i++) {
      home.send("a", at(10 * i), 20 + (i % 3) * 0.1);
    }

    List<JsonNode> alerts = home.alerts();
    assertThat(alerts)
        .extracting(alert -> alert.at("/status").asText())
        .containsExactly("firing", "resolved");
    assertThat(alerts.get(0).at("/type").asText()).isEqualTo("outlier");
    assertThat(alerts.get(0).at("/targets/value/observed").asDouble()).isEqualTo(40);
    assertThat(alerts.get(0).at("/targets/value/expected").asDouble()).isBetween(20.0, 20.2);
    JsonNode recent = alerts.get(0).at("/targets/value/recent");
    assertThat(recent).hasSize(12);
    assertThat(recent.get(11).asDouble()).isCloseTo(40, within(0.1));
    assertThat(recent.get(10).asDouble()).isBetween(19.0, 21.0);
    assertThat(alerts.get(1).at("/id")).isEqualTo(alerts.get(0).at("/id"));
    assertThat(alerts.get(1).at("/type").asText()).isEqualTo("outlier");
    assertThat(alerts.get(1).at("/resolution").asText()).isEqualTo("recovered");
    assertThat(alerts.get(1).at("/windows").asInt()).isLessThan(30);
  }

  @Test
  void eventFarInTheFuture_isRejectedAndClosesNothing() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.send("a", Instant.parse("3000-01-01T00:00:00Z"), 20);
    home.send("a", at(2), 22);
    home.watermark(at(10));

    assertThat(home.deadReasons()).containsExactly("timestamp-in-future");
    assertThat(home.forecasts().get(0).at("/observed/value").asDouble()).isEqualTo(21);
  }

  @Test
  void poisonedRow_isAloneInTheDeadLetters() {
    Harness home = open();
    for (int i = 0; i < 40; i++) {
      home.send("key-" + i, at(1), 20);
    }
    for (int i = 0; i < 40; i++) {
      home.send("key-" + i, at(11), 21);
    }
    home.watermark(at(20));
    home.model.failBeyond = 2;
    for (int i = 0; i < 40; i++) {
      home.send("key-" + i, at(21), i == 17 ? 500 : 20);
    }
    home.watermark(at(30));

    assertThat(home.deadReasons()).containsExactly("model-failed");
    assertThat(home.forecasts()).hasSize(119);

    home.model.failBeyond = Float.POSITIVE_INFINITY;
    home.send("key-17", at(31), 20);
    home.watermark(at(40));
    assertThat(home.forecasts())
        .filteredOn(forecast -> forecast.at("/key").asText().equals("key-17"))
        .as("the key goes on from the state before the poisoned window")
        .hasSize(1);
  }

  @Test
  void notANumberFromTheModel_isDeadLetteredForThatKeyOnly() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.send("b", at(1), 20);
    home.send("a", at(11), 21);
    home.send("b", at(11), 21);
    home.watermark(at(20));
    home.model.nanBeyond = 2;
    home.send("a", at(21), 500);
    home.send("b", at(21), 20);
    home.watermark(at(30));

    assertThat(home.deadReasons()).containsExactly("model-failed");
    assertThat(home.forecasts()).hasSize(5);
  }

  @Test
  void count_isNotForecastBelowZero() {
    settings.targets = List.of(new TargetConfig("visits", "value", Aggregate.COUNT, null));
    Harness shop = open();
    for (int i = 0; i < 20; i++) {
      for (int visit = 0; visit < (i % 2 == 0 ? 5 : 1); visit++) {
        shop.send("a", at(10 * i + 1 + visit), 1);
      }
    }
    shop.watermark(at(200));

    List<JsonNode> forecasts = shop.forecasts();
    assertThat(forecasts).hasSize(20);
    JsonNode last = forecasts.get(19).at("/quantiles/visits/0");
    assertThat(last.get(0).asDouble()).isZero();
    assertThat(last.get(last.size() - 1).asDouble()).isGreaterThan(2);
  }

  @Test
  void priceThatHasNoLogarithm_isJudgedAndForecastFromWhatWasExpected() {
    settings.scaler = new ScalerSpec(ScalerSpec.Kind.LOG_RETURN, 100, 1e-4);
    settings.budget = Duration.ofDays(1);
    Harness stock = open();
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      stock.send("a", at(10 * i + 1), i == 90 ? -37.63 : 60 + random.nextGaussian());
    }
    stock.watermark(at(1000));

    assertThat(stock.deadReasons()).isEmpty();
    List<JsonNode> forecasts = stock.forecasts();
    assertThat(forecasts).hasSize(100);
    assertThat(forecasts.get(90).at("/observed/value").asDouble()).isEqualTo(-37.63);
    assertThat(forecasts.get(90).at("/quantiles/value/0/1"))
        .isEqualTo(forecasts.get(89).at("/quantiles/value/0/1"));
    assertThat(forecasts.subList(80, 100))
        .allSatisfy(one -> assertThat(one.get("maturity").asDouble()).isEqualTo(1))
        .allSatisfy(one -> assertThat(one.get("score").isNumber()).isTrue());
    List<JsonNode> alerts = stock.alerts();
    assertThat(alerts.get(0).get("status").asText()).isEqualTo("firing");
    assertThat(alerts.get(0).get("startsAt")).isEqualTo(forecasts.get(90).at("/window/start"));
  }

  @Test
  void idlePartition_whenTheBrokerConfirms_closesItsWindowsWithTheWallClock() {
    Harness home = open();
    home.send("a", at(9), 20);
    home.passWallTime(Duration.ofSeconds(29));
    assertThat(home.forecasts()).isEmpty();

    home.passWallTime(Duration.ofSeconds(45));

    assertThat(home.forecasts()).hasSize(1);
  }

  @Test
  void wallClockThatIsSetAhead_movesNoTime() {
    Harness home = open();
    home.send("a", at(1), 20);
    home.send("b", at(1), 20);
    home.passWallTime(Duration.ofSeconds(60));
    home.leapWallTime(Duration.ofDays(1));
    home.passWallTime(Duration.ofSeconds(60));
    assertThat(home.forecasts()).isEmpty();
  }

  /** Its reader said that it was silent; what came since may be unread because that is gone. */
  @Test
  void idlePartition_thatHasSomethingToReadAgain_holdsItsWindows() {
    Harness home = open();
    home.send("a", at(9), 20);
    home.send("b", at(9), 20);
    home.passWallTime(Duration.ofSeconds(45));
    home.reading.unread.put(0, 1L);
    home.passWallTime(Duration.ofSeconds(60));
    assertThat(home.forecasts()).isEmpty();
    home.reading.unread.clear();
    home.passWallTime(Duration.ofMinutes(11));
    assertThat(home.forecasts()).isNotEmpty();
  }

  @Test
  void idlePartition_whenTheBrokerDoesNotAnswer_waits() {
    Harness home = open();
    home.reading.isAtEnd = false;
    home.send("a", at(9), 20);
    home.passWallTime(Duration.ofHours(5));

    assertThat(home.forecasts()).isEmpty();
  }

  @Test
  void closedDay_isNoGap() {
    settings.window = Duration.ofDays(1);
    settings.keyTtl = Duration.ofDays(30);
    settings.budget = Duration.ofDays(365);
    Set<DayOfWeek> weekdays = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    settings.calendar = new CalendarConfig(weekdays, Set.of(LocalDate.parse("2026-03-09")));
    Harness market = open();
    Instant friday = Instant.parse("2026-03-06T00:00:00Z");
    market.send("a", friday, 20);
    market.send("a", friday.plus(Duration.ofDays(4)), 21);
    market.watermark(friday.plus(Duration.ofDays(5)));

    List<JsonNode> forecasts = market.forecasts();
    assertThat(forecasts)
        .extracting(forecast -> forecast.at("/imputed").asInt())
        .containsExactly(0, 0);
    assertThat(forecasts.get(0).at("/horizon/0").asText()).isEqualTo("2026-03-11T00:00:00Z");
  }

  @Test
  void nightOfASession_isNoGap_andItsOpeningIsForecastAndScored() {
    settings.window = Duration.ofMinutes(10);
    settings.calendar =
        new CalendarConfig(
            Map.of(
                DayOfWeek.MONDAY, List.of(SESSION),
                DayOfWeek.TUESDAY, List.of(SESSION)),
            Set.of());
    Harness market = open();
    Instant monday = Instant.parse("2026-03-02T09:00:00Z");
    for (int day = 0; day < 2; day++) {
      for (int window = 0; window < 6; window++) {
        Instant time = monday.plus(Duration.ofDays(day)).plus(settings.window.multipliedBy(window));
        market.send("a", time, 20 + window % 2);
      }
    }
    market.watermark(Instant.parse("2026-03-04T00:00:00Z"));

    List<JsonNode> forecasts = market.forecasts();
    assertThat(forecasts).hasSize(12);
    assertThat(forecasts)
        .allSatisfy(forecast -> assertThat(forecast.at("/imputed").asInt()).isZero());
    assertThat(forecasts.get(5).at("/horizon/0").asText()).isEqualTo("2026-03-03T09:10:00Z");
    assertThat(forecasts.get(6).at("/score").isNumber()).as("the opening is scored").isTrue();
    assertThat(forecasts.get(6).at("/maturity").asDouble())
        .isGreaterThanOrEqualTo(forecasts.get(5).at("/maturity").asDouble());
    assertThat(market.alerts()).isEmpty();
  }

  @Test
  void severalTargets_areForecastEachWithItsOwnUnitAndGap() {
    settings.targets =
        List.of(
            new TargetConfig("total", "quantity", Aggregate.SUM, null),
            new TargetConfig("biggest", "quantity", Aggregate.MAX, null),
            new TargetConfig("price", "price", Aggregate.LAST, "GBP"));
    Harness shop = open();
    shop.sendRaw(event("a", at(1), "\"quantity\":3,\"price\":2.5"));
    shop.sendRaw(event("a", at(2), "\"quantity\":4"));
    shop.sendRaw(event("a", at(11), "\"quantity\":5"));
    shop.watermark(at(20));

    List<JsonNode> forecasts = shop.forecasts();
    assertThat(forecasts.get(0).at("/observed").toString())
        .isEqualTo("{\"total\":7,\"biggest\":4,\"price\":2.5}");
    assertThat(forecasts.get(1).at("/observed").toString())
        .isEqualTo("{\"total\":5,\"biggest\":5,\"price\":null}");
    assertThat(forecasts.get(1).at("/quantiles/price/0/2").asDouble()).isEqualTo(2.5);
    assertThat(shop.model.runs).containsExactly(3, 3);
  }

  private static String event(String key, Instant time, String fields) {
    return "{\"key\":\"" + key + "\",\"ts\":" + time.toEpochMilli() + "," + fields + "}";
  }

  @Test
  void newKeyWithAnUnheardOfFirstValue_raisesAnAlert() {
    settings.window = Duration.ofDays(1);
    settings.keyTtl = Duration.ofDays(30);
    settings.budget = Duration.ofDays(365);
    Harness shop = open();
    for (int i = 0; i < 100; i++) {
      shop.send("item-" + i, at(1), 1 + i % 24);
    }
    shop.watermark(at(1440));
    shop.send("item-bulk", at(1441), 74_215);
    shop.watermark(at(2 * 1440));

    assertThat(shop.alerts())
        .extracting(alert -> alert.at("/key").asText())
        .containsExactly("item-bulk");
  }
}
