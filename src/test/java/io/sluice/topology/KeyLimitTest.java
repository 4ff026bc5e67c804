package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    settings.known = List.of("promo");
    home = new Harness(settings, stateDir);
  }

  @AfterEach
  void identitiesHold() {
    home.assertIdentities();
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

  private void plan(int minute, String... keys) {
    for (String key : keys) {
      home.sendRaw(
          "{\"key\":\"%s\",\"ts\":%d,\"promo\":[1,1,1]}".formatted(key, at(minute).toEpochMilli()));
    }
  }

  /** Else keys that never have a value keep those out that have, again in every window. */
  @Test
  void keysOfPlansAlone_takeNoPlace_andAreBounded() {
    for (int minute = 1; minute < 30; minute += 10) {
      plan(minute, "x", "y", "z");
      send(minute + 1, "a", "b", "c");
    }
    home.watermark(at(30));
    plan(31, "x", "y", "z", "a", "v", "x", "w");
    assertThat(home.deadLetters())
        .as("of two keys more, not of one that is known nor of one that has its plan")
        .extracting(Harness.DeadLetter::reason, Harness.DeadLetter::offset)
        .containsExactly(tuple("too-many-keys", 23L), tuple("too-many-keys", 25L));
    home.watermark(at(40));

    assertThat(home.storedKeys()).as("nothing is left of plans alone").isEqualTo(3);
    assertThat(home.forecasts())
        .extracting(forecast -> forecast.at("/key").asText())
        .containsOnly("a", "b", "c")
        .hasSize(12);
    plan(41, "u", "v", "w");
    assertThat(home.deadLetters()).as("there is room again").isEmpty();
  }

  @Test
  void keyOfAPlanAlone_takesAPlaceWithItsFirstValue() {
    plan(1, "x", "y");
    send(2, "a", "b", "x", "y", "x");
    assertThat(home.deadReasons()).as("for y's value").containsExactly("too-many-keys");
    home.watermark(at(10));

    assertThat(home.forecasts())
        .extracting(forecast -> forecast.at("/key").asText())
        .containsExactly("a", "b", "x");
    assertThat(home.model.known.get(2)).as("x's plan").containsExactly(1L, 1L, 1L);
    assertThat(home.storedKeys()).isEqualTo(3);
  }

  /** The value of the later window holds the place; the plan's window, which closes first, not. */
  @Test
  void placeOfALaterWindowsValue_outlivesAPlanAlone() {
    home.close();
    Harness.Settings settings = new Harness.Settings();
    settings.maxKeys = 1;
    settings.known = List.of("promo");
    settings.grace = Duration.ofMinutes(10);
    home = new Harness(settings, stateDir);
    send(11, "x");
    plan(2, "x");
    home.watermark(at(20));
    send(12, "y");
    home.watermark(at(30));

    assertThat(home.deadReasons()).containsExactly("too-many-keys");
    assertThat(home.forecasts())
        .extracting(forecast -> forecast.at("/key").asText())
        .containsExactly("x");
    assertThat(home.storedKeys()).isEqualTo(1);
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
    send(11, "a", "b");
    send(2, "d");

    assertThat(home.late()).hasSize(1);
    assertThat(home.deadReasons()).isEmpty();
  }
}
