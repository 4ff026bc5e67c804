package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.Aggregate;
import io.sluice.config.CalendarConfig;
import io.sluice.config.OpeningHours;
import io.sluice.config.TargetConfig;
import io.sluice.config.TargetConfig.Bounds;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters: what a window is worth that begins where the one before ended. */
final class CounterTest {
  @TempDir Path stateDir;
  private final Harness.Settings settings = new Harness.Settings();
  private Harness pipeline;

  private Harness open(TargetConfig... targets) {
    settings.targets = List.of(targets);
    pipeline = new Harness(settings, stateDir);
    return pipeline;
  }

  private static TargetConfig target(String name, Aggregate aggregate) {
    return new TargetConfig(name, "value", aggregate, null);
  }

  private static Instant at(double minutes) {
    return Harness.NOON.plus(Duration.ofSeconds(Math.round(60 * minutes)));
  }

  @AfterEach
  void identitiesHold() {
    pipeline.assertIdentities();
    pipeline.close();
  }

  /** Of the windows that had a record, in their order; null: none. */
  private List<Double> observed(String target) {
    return pipeline.forecasts().stream()
        .filter(forecast -> forecast.at("/source/ranges/0").isObject())
        .map(forecast -> forecast.at("/observed/" + target))
        .map(value -> value.isNull() ? null : value.asDouble())
        .toList();
  }

  @Test
  void delta_isTheIncreaseSinceTheWindowBefore_spreadOverAGap() {
    Harness home = open(target("used", Aggregate.DELTA));
    home.send("a", at(8), 100);
    home.send("a", at(11), 103);
    home.send("a", at(18), 112);
    home.send("a", at(49), 142); // two windows in between have nothing
    home.send("a", at(55), 5); // a restart
    home.send("a", at(62), 6);
    home.watermark(at(70));
    assertThat(observed("used")).isEqualTo(Arrays.asList(null, 12.0, 10.0, 5.0, 1.0));
  }

  @Test
  void rate_isPerSecondBetweenReadings_howeverTheyFallIntoWindows() {
    Harness home = open(target("flow", Aggregate.RATE), target("used", Aggregate.DELTA));
    for (int reading = 0; reading < 30; reading++) {
      home.send("a", at(7 * reading), 1_000 + 21 * reading);
    }
    home.watermark(at(210));
    List<JsonNode> forecasts = home.forecasts();
    assertThat(forecasts.subList(1, forecasts.size()))
        .hasSizeGreaterThan(18)
        .allSatisfy(
            forecast -> assertThat(forecast.at("/observed/flow").asDouble()).isEqualTo(0.05));
    assertThat(forecasts)
        .extracting(forecast -> forecast.at("/observed/used").asDouble())
        .as("one reading or two: the sum is right")
        .contains(21.0, 42.0);
  }

  @Test
  void lateAndUnorderedReadings_areMadeUpForByTheNextWindow() {
    settings.grace = Duration.ofMinutes(1);
    Harness home = open(target("used", Aggregate.DELTA));
    home.send("a", at(5), 100);
    home.send("a", at(19), 120);
    home.send("a", at(11), 105);
    home.watermark(at(25));
    home.send("a", at(19.5), 125); // too late
    home.send("a", at(28), 130);
    home.watermark(at(31));
    assertThat(observed("used")).isEqualTo(Arrays.asList(null, 20.0, 10.0));
    assertThat(home.late()).hasSize(1);
  }

  @Test
  void readingThatIsOlderThanTheTimeToLive_isForgottenWithItsKey() {
    settings.keyTtl = Duration.ofHours(2);
    Harness home = open(target("used", Aggregate.DELTA));
    home.send("a", at(5), 100);
    home.send("a", at(15), 110);
    home.send("b", at(15), 1);
    home.send("b", at(125), 12);
    home.watermark(at(180));
    home.send("a", at(185), 500);
    home.send("a", at(195), 503);
    home.watermark(at(210));
    assertThat(
            home.forecasts().stream()
                .filter(f -> f.at("/source/ranges/0").isObject())
                .collect(
                    Collectors.groupingBy(
                        f -> f.at("/key").asText(),
                        Collectors.mapping(
                            f -> f.at("/observed/used").toString(), Collectors.toList()))))
        .isEqualTo(Map.of("a", List.of("null", "10", "null", "3"), "b", List.of("null", "1")));
  }

  /** With a reading on the minute, and a night that the key is known for. */
  @Test
  void counter_costsTenBytesMoreThanAnyOtherTarget() {
    long mean = bytesAfterFourDays(target("used", Aggregate.MEAN));
    pipeline.assertIdentities();
    pipeline.close();
    long counter = bytesAfterFourDays(target("used", Aggregate.DELTA));
    assertThat(counter - mean).isBetween(1L, 10L);
  }

  private long bytesAfterFourDays(TargetConfig target) {
    Harness home = open(target);
    for (int day = 0; day < 4; day++) {
      for (int window = 0; window < 72; window++) {
        int minutes = (day * 144 + window) * 10 + 3;
        home.send("a", at(minutes), minutes * 0.25 + window % 3);
      }
    }
    home.watermark(at(4 * 1440 - 720 + 20));
    return home.storedBytes();
  }

  /** What is used at night does not come as a peak in the morning. */
  @Test
  void increaseOverClosedHours_isSpreadOverThem() {
    OpeningHours session = new OpeningHours(LocalTime.of(9, 0), LocalTime.of(13, 0));
    settings.keyTtl = Duration.ofDays(2);
    settings.calendar =
        new CalendarConfig(
            Arrays.stream(DayOfWeek.values())
                .collect(Collectors.toMap(Function.identity(), day -> List.of(session))),
            Set.of());
    Harness shop = open(target("used", Aggregate.DELTA));
    shop.send("a", at(45), 100);
    shop.send("a", at(55), 104);
    shop.send("a", at(20 * 60 + 60 + 5), 104 + 121 * 2);
    shop.send("a", at(20 * 60 + 60 + 15), 104 + 121 * 2 + 4);
    shop.watermark(at(20 * 60 + 90));
    assertThat(observed("used")).isEqualTo(Arrays.asList(null, 4.0, 2.0, 4.0));
  }

  /** Ten litres too few are no news to a meter that shows millions. */
  @Test
  void increase_doesNotDependOnWhereTheCounterBegan() {
    Harness home = open(target("used", Aggregate.DELTA));
    for (int window = 0; window < 10; window++) {
      home.send("low", at(10 * window + 1), window * 0.25);
      home.send("high", at(10 * window + 1), 8_123_456 + window * 0.25);
    }
    home.watermark(at(100));
    List<JsonNode> forecasts = home.forecasts();
    assertThat(forecasts).hasSize(20);
    assertThat(forecasts.subList(2, 20))
        .allSatisfy(f -> assertThat(f.at("/observed/used").asDouble()).isEqualTo(0.25));
  }

  @Test
  void meterThatWraps_goesOn() {
    Harness home =
        open(
            new TargetConfig("used", "value", Aggregate.DELTA, null, 100_000, Bounds.NOT_NEGATIVE),
            target("naive", Aggregate.DELTA));
    home.send("a", at(5), 99_990);
    home.send("a", at(15), 10);
    home.watermark(at(20));
    JsonNode forecast = home.forecasts().get(1);
    assertThat(forecast.at("/observed/used").asDouble()).isEqualTo(20);
    assertThat(forecast.at("/observed/naive").asDouble()).isEqualTo(10);
  }
}
