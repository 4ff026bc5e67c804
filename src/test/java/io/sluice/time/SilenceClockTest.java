package io.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SilenceClockTest {
  private static final long TICK = 3000;
  private final SilenceClock clock = new SilenceClock(Duration.ofSeconds(30), 1_000_000);
  private long now = 1_000_000;

  private void ticks(int count, boolean isAtEnd) {
    for (int i = 0; i < count; i++) {
      now += TICK;
      clock.tick(now, isAtEnd);
    }
  }

  @Test
  void silence_isAsLongAsItLasts() {
    ticks(9, true);
    assertThat(clock.isSilent()).isFalse();
    ticks(1, true);
    assertThat(clock.isSilent()).isTrue();
    assertThat(clock.elapsed()).isEqualTo(30_000);
    clock.heard(true, false);
    assertThat(clock.isSilent()).isFalse();
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void timeInWhichSomethingWasUnread_doesNotCount() {
    ticks(9, true);
    ticks(100, false);
    assertThat(clock.isSilent()).isFalse();
    ticks(1, true);
    assertThat(clock.elapsed()).isEqualTo(30_000);
  }

  /** A machine that slept, a process that was halted, a clock that was set. */
  @Test
  void tick_countsForNoMoreThanTheTimeBetweenTwo() {
    now += Duration.ofDays(1).toMillis();
    clock.tick(now, true);
    assertThat(clock.elapsed()).isEqualTo(TICK);
    now -= Duration.ofDays(2).toMillis();
    clock.tick(now, true);
    assertThat(clock.elapsed()).isEqualTo(TICK);
    ticks(1, true);
    assertThat(clock.elapsed()).isEqualTo(2 * TICK);
  }

  @Test
  void recordsThatDoNotMoveTime_letItStandStill_andEndTheSilence() {
    ticks(5, true);
    clock.heard(false, false);
    ticks(5, true);
    assertThat(clock.isStill()).isTrue();
    assertThat(clock.isSilent()).isFalse();
  }

  /** As each record does whose key is ahead of the other keys. */
  @Test
  void recordThatMovesTime_andIsBeyondIt_beginsToCountAnew() {
    ticks(5, true);
    clock.heard(true, true);
    ticks(1, true);
    assertThat(clock.elapsed()).isEqualTo(TICK);
  }

  /** Time is behind the newest record then, and that by what passes on the wall. */
  @Test
  void recordThatWaitsToBeBelieved_leavesWhatHasElapsed() {
    ticks(5, true);
    clock.heard(false, true);
    ticks(10, true);
    assertThat(clock.isSilent()).isTrue();
    assertThat(clock.elapsed()).isEqualTo(45_000);
  }
}
