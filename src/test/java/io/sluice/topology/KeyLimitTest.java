package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood of keys costs their records, not the service. */
final class KeyLimitTest {
  private static final Instant NOON = Harness.NOON;

  @TempDir Path stateDir;
  private Harness home;

  @BeforeEach
  void openWithRoomForThree() {
    Harness.Settings settings = new Harness.Settings();
    settings.maxKeys = 3;
    home = new Harness(settings, stateDir);
  }

  @AfterEach
  void everyRecordIsCountedOnce() {
    var metrics = home.metrics;
    assertThat(metrics.windowedCount() + metrics.lateCount() + metrics.recordsDeadLetteredCount())
        .isEqualTo(metrics.recordCount());
    home.close();
  }

  private static Instant at(int minutes) {
    return NOON.plus(Duration.ofMinutes(minutes));
  }

  private void send(int minute, String... keys) {
    for (String key : keys) {
      home.send(key, at(minute), 20);
    }
  }

  @Test
  void keysBeyondTheLimit_areDeadLetteredRecordByRecord_andTheOthersGoOn() {
    send(1, "a", "b", "c", "d", "a", "e", "d");
    send(11, "f", "a", "b", "c");
    home.watermark(at(20));

    assertThat(home.deadLetters())
        .extracting(
            Harness.DeadLetter::reason, Harness.DeadLetter::topic, Harness.DeadLetter::offset)
        .containsExactly(
            tuple("too-many-keys", "readings", 3L),
            tuple("too-many-keys", "readings", 5L),
            tuple("too-many-keys", "readings", 6L),
            tuple("too-many-keys", "readings", 7L));
    assertThat(home.forecasts())
        .extracting(forecast -> forecast.at("/key").asText())
        .containsExactly("a", "b", "c", "a", "b", "c");
    assertThat(home.storedKeys()).isEqualTo(3);
  }

  @Test
  void keyThatExpires_makesRoomForOne() {
    send(1, "a", "b", "c");
    send(91, "a", "b");
    send(131, "d");
    assertThat(home.deadReasons()).containsExactly("too-many-keys");

    home.watermark(at(140));
    send(141, "d", "e");
    home.watermark(at(150));

    assertThat(home.deadReasons()).as("for e, as there was room for one").hasSize(1);
    assertThat(home.storedKeys()).isEqualTo(3);
    assertThat(home.forecasts())
        .extracting(forecast -> forecast.at("/key").asText())
        .contains("d")
        .doesNotContain("e");
  }

  @Test
  void keyThatIsStale_isNoNewKeyWhenItReturns() {
    send(1, "a", "b", "c");
    home.watermark(at(60));
    send(61, "a", "d");
    home.watermark(at(70));

    assertThat(home.deadReasons()).hasSize(1);
    assertThat(home.forecasts())
        .filteredOn(forecast -> forecast.at("/key").asText().equals("a"))
        .extracting(forecast -> forecast.at("/imputed").asInt())
        .containsExactly(0, 1, 2, 0);
  }

  @Test
  void keyWhoseFirstWindowCannotBeStepped_givesItsPlaceBack() {
    home.model.failBeyond = -1;
    send(1, "a", "b", "c");
    home.watermark(at(10));
    assertThat(home.deadReasons()).containsOnly("model-failed").hasSize(3);
    assertThat(home.storedKeys()).isZero();

    home.model.failBeyond = Float.POSITIVE_INFINITY;
    send(11, "d", "e", "f", "g");
    home.watermark(at(20));
    assertThat(home.forecasts()).hasSize(3);
    assertThat(home.deadReasons()).containsExactly("too-many-keys");
  }

  @Test
  void eventThatIsLate_isLate_whetherOrNotThereIsRoomForItsKey() {
    send(1, "a", "b", "c");
    send(11, "a");
    send(2, "d");

    assertThat(home.late()).hasSize(1);
    assertThat(home.deadReasons()).isEmpty();
  }
}
