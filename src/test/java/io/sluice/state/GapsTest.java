package io.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GapsTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long WEEK = 7 * 24 * HOUR;
  private static final long FRIDAY = 2000 * WEEK;

  private final LifeState life = new LifeState();

  GapsTest() {
    life.gaps.begin();
  }

  /** A gap of so many windows that began at a time is over. */
  private void gap(long began, int windows) {
    life.lastHeardEnd = began;
    life.gaps.learn(life, true, windows, 0);
  }

  @Test
  void gapLikeTwoBefore_isKnown() {
    gap(FRIDAY, 13);
    assertThat(life.gaps.known(FRIDAY + 24 * HOUR, HOUR)).isZero();
    gap(FRIDAY + 24 * HOUR, 13);
    assertThat(life.gaps.known(FRIDAY + 48 * HOUR, HOUR)).isBetween(13, 17);
  }

  @Test
  void weekendOfTheWeekBefore_isKnown_ifItBeginsAtTheSameTime() {
    gap(FRIDAY, 61);
    for (int night = 3; night < 7; night++) {
      gap(FRIDAY + night * 24L * HOUR, 13);
    }
    assertThat(life.gaps.known(FRIDAY + WEEK, HOUR)).isEqualTo(77);
    assertThat(life.gaps.known(FRIDAY + WEEK + 2 * HOUR, HOUR)).isEqualTo(77);
    assertThat(life.gaps.known(FRIDAY + WEEK - 24 * HOUR, HOUR)).isLessThan(20);
    assertThat(life.gaps.known(FRIDAY + 2 * WEEK, HOUR)).as("a holiday between").isEqualTo(77);

    gap(FRIDAY + 2 * WEEK, 20);
    assertThat(life.gaps.known(FRIDAY + 3 * WEEK, HOUR)).as("forgotten by then").isEqualTo(25);
  }
}
