package io.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacerTest {
  private final AtomicLong clock = new AtomicLong(1_000);

  @Test
  void rateSpreadsRowsEvenlyAndCatchesUpAfterADelay() {
    Pacer pacer = new Pacer.Paced(10, 0, clock::get, clock::addAndGet);
    assertThat(awaited(pacer, 5, 5, 5)).containsExactly(0, 100, 200);
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(awaited(pacer, 5, 5)).containsExactly(1200, 1200);
  }

  @Test
  void speedupFollowsEventTimeAndLetsRowsWithoutOneThrough() {
    Pacer pacer = new Pacer.Paced(0, 60, clock::get, clock::addAndGet);
    long time = 1_700_000_000_000L;
    assertThat(
            awaited(pacer, Pacer.UNKNOWN, time, time + 60_000, Pacer.UNKNOWN, time, time + 120_000))
        .containsExactly(0, 0, 1000, 1000, 1000, 2000);
  }

  /** Milliseconds since the start at which each row was due. */
  private long[] awaited(Pacer pacer, long... eventTimes) {
    long[] at = new long[eventTimes.length];
    for (int i = 0; i < at.length; i++) {
      pacer.await(eventTimes[i]);
      at[i] = TimeUnit.NANOSECONDS.toMillis(clock.get() - 1_000);
    }
    return at;
  }
}
