package io.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClockWatchTest {
  private long wall = 1_700_000_000_000L;
  private long steady = 1_600_000_000_000L;
  private int renewed;
  private boolean isRunning = true;
  private boolean isBroken;
  private final ClockWatch watch =
      new ClockWatch("home", () -> Instant.ofEpochMilli(wall), () -> steady, this::renew);

  private boolean renew() {
    renewed += isRunning ? 1 : 0;
    if (isBroken) {
      throw new TimeoutException("a thread does not end");
    }
    return isRunning;
  }

  @AfterEach
  void close() {
    watch.close();
  }

  /** Time goes on, and the wall clock is set by so much. */
  private int after(long seconds, long setBy) {
    wall += 1000 * (seconds + setBy);
    steady += 1000 * seconds;
    watch.look();
    return renewed;
  }

  @Test
  void clockThatGoesOn_renewsNothing() {
    for (int i = 0; i < 100; i++) {
      assertThat(after(60, 0)).isZero();
    }
  }

  @Test
  void clockThatIsSetBack_renewsTheClientsOnce() {
    after(60, 0);
    assertThat(after(1, -3600)).isEqualTo(1);
    assertThat(after(1, 0)).isEqualTo(1);
    assertThat(after(4000, 0)).isEqualTo(1);
  }

  @Test
  void clockThatIsSetAhead_renewsNothing_butSettingItRightAgainDoes() {
    assertThat(after(1, 86_400)).isZero();
    assertThat(after(1, 0)).isZero();
    assertThat(after(1, -86_400)).isEqualTo(1);
  }

  @Test
  void smallSteps_addUp() {
    assertThat(after(1, -3)).isZero();
    assertThat(after(1, -3)).isEqualTo(1);
    assertThat(after(1, -3)).isEqualTo(1);
  }

  @Test
  void pipelineThatIsNotRunning_isRenewedWhenItIs() {
    isRunning = false;
    assertThat(after(1, -3600)).isZero();
    isRunning = true;
    assertThat(after(1, 0)).isEqualTo(1);
    assertThat(after(1, 0)).isEqualTo(1);
  }

  @Test
  void renewalThatFails_isNotTriedAgain_untilTheNextStep() {
    isBroken = true;
    assertThat(after(1, -3600)).isEqualTo(1);
    assertThat(after(1, 0)).isEqualTo(1);
    assertThat(after(1, -3600)).isEqualTo(2);
  }

  @Test
  void machineThatSleeps_renewsNothing() {
    assertThat(after(1, 7200)).as("the steady clock stands while it sleeps").isZero();
  }
}
