package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a key whose window could not be stepped. */
final class DeadWindowTest {
  @TempDir Path stateDir;
  private final Harness.Settings settings = new Harness.Settings();

  private static Instant at(int minutes) {
    return Harness.NOON.plus(Duration.ofMinutes(minutes));
  }

  /** Sends one that the model fails on, and closes its window. */
  private static void sendDeadWindow(Harness home) {
    home.send("a", at(1), 20);
    home.watermark(at(10));
    home.model.failBeyond = -1;
    home.send("a", at(11), 500);
    home.watermark(at(20));
    assertThat(home.deadReasons()).containsExactly("model-failed");
    home.model.failBeyond = Float.POSITIVE_INFINITY;
  }

  @Test
  void keyThatIsSilentAfterADeadWindow_isForgottenAtTheEndOfItsTimeToLive() {
    try (Harness home = new Harness(settings, stateDir)) {
      sendDeadWindow(home);
      home.watermark(at(10 + 120));
      assertThat(home.storedKeys()).as("alive to the end").isEqualTo(1);

      home.watermark(at(10 + 120 + 10));

      assertThat(home.storedKeys()).isZero();
      assertThat(home.metrics.keysExpiredCount()).isEqualTo(1);
    }
  }

  @Test
  void keyThatReturnsAfterADeadWindow_livesOn() {
    try (Harness home = new Harness(settings, stateDir)) {
      sendDeadWindow(home);
      home.forecasts();
      home.send("a", at(61), 21);
      home.watermark(at(10 + 120 + 10));

      assertThat(home.forecasts())
          .extracting(forecast -> forecast.at("/imputed").asInt())
          .containsExactly(0, 1, 2);
      assertThat(home.storedKeys()).isEqualTo(1);
    }
  }
}
