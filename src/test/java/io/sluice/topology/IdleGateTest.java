package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Silence is only what comes after everything has been read. */
final class IdleGateTest {
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path stateDir;

  private Harness open(boolean keyed) {
    Harness.Settings settings = new Harness.Settings();
    settings.keyed = keyed;
    return new Harness(settings, stateDir);
  }

  private static Instant at(int minutes) {
    return Harness.NOON.plus(Duration.ofMinutes(minutes));
  }

  /** On a keyed topic nobody else looks again whether the reader was right. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readerThatIsNotAtTheEnd_isNeverSilent_andItsNextRecordIsOnTime(boolean keyed) {
    try (Harness home = open(keyed)) {
      home.send("a", at(1), 20);
      home.send("b", at(2), 20);
      home.reading.isAtEnd = false;
      home.passWallTime(LONG);
      assertThat(home.forecasts()).isEmpty();

      home.send("a", at(3), 22);
      home.watermark(at(10));

      assertThat(home.late()).isEmpty();
      assertThat(home.forecasts().get(0).at("/observed/value").asDouble()).isEqualTo(21);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readerThatIsAtTheEnd_isSilentAfterIdle_countedFromThere(boolean keyed) {
    try (Harness home = open(keyed)) {
      home.send("a", at(8), 20);
      home.send("b", at(9), 20);
      home.reading.isAtEnd = false;
      home.passWallTime(LONG);
      home.reading.isAtEnd = true;
      home.passWallTime(Duration.ofSeconds(27));
      assertThat(home.forecasts()).isEmpty();

      home.passWallTime(LONG);

      assertThat(home.forecasts())
          .extracting(forecast -> forecast.at("/window/end").asText())
          .startsWith(at(10).toString(), at(10).toString());
    }
  }

  /** Each record is the newest, and beyond the time that two keys confirm. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void silenceAfterALiveFeed_movesTimeByItself_andNotByHowLongTheFeedWas(boolean keyed) {
    try (Harness home = open(keyed)) {
      Instant time = at(0);
      for (int i = 0; i < 60; i++) {
        home.send(i % 2 == 0 ? "a" : "b", time, 20);
        home.passWallTime(Duration.ofSeconds(20));
        time = time.plusSeconds(20);
      }
      home.passWallTime(Duration.ofMinutes(1));

      home.send("a", time.plusSeconds(60), 20);

      assertThat(home.late()).isEmpty();
      assertThat(home.forecasts())
          .extracting(forecast -> forecast.at("/window/end").asText())
          .containsOnly(at(10).toString(), at(20).toString());
    }
  }
}
