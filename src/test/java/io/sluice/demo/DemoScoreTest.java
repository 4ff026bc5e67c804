package io.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.demo.DemoScore.Episode;
import io.sluice.demo.simulator.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoScoreTest {
  private static final Duration WINDOW = Duration.ofMillis(10);
  private static final Fault FAULT = new Fault("a", "spike", 100, 120);

  @Test
  void episodeInsideTheFaultOrItsAftermathIsADetection() {
    assertThat(score(new Episode("a", 110, 120))).isEqualTo(new DemoScore(1, 1, 0));
    assertThat(score(new Episode("a", 159, 170))).isEqualTo(new DemoScore(1, 1, 0));
    assertThat(score(new Episode("a", 110, 120), new Episode("a", 130, 140)))
        .isEqualTo(new DemoScore(1, 1, 0));
  }

  @Test
  void episodeOfAnotherKeyOrTimeIsFalse() {
    assertThat(score(new Episode("b", 110, 120))).isEqualTo(new DemoScore(1, 0, 1));
    assertThat(score(new Episode("a", 90, 100))).isEqualTo(new DemoScore(1, 0, 1));
    assertThat(score(new Episode("a", 160, 170))).isEqualTo(new DemoScore(1, 0, 1));
  }

  @Test
  void faultWhoseWindowsAreOpenDoesNotCountButExcusesItsAlert() {
    assertThat(DemoScore.of(List.of(FAULT), List.of(new Episode("a", 100, 110)), WINDOW, 119))
        .isEqualTo(new DemoScore(0, 0, 0));
  }

  private static DemoScore score(Episode... episodes) {
    return DemoScore.of(List.of(FAULT), List.of(episodes), WINDOW, 200);
  }
}
