package io.sluice.time;

import java.time.Duration;

/**
 * How long the reader of a source partition has had nothing to read, in wall time, and how long the
 * partition's time has stood still. Only time in which the reader stands at the end counts, so that
 * an outage makes no time pass, and a tick counts for no more than the time between two: a clock
 * that is set, a machine that sleeps or a process that is halted move nothing.
 */
public final class SilenceClock {
  private static final long MIN_TICK_MS = 100;
  private static final int TICKS = 10;

  private final long idle;
  private final long tick;
  private long lastTick;
  private long silent;
  private long still;
  private long elapsed;

  /**
   * A clock.
   *
   * @param idle the silence that makes a partition idle; zero: none does
   * @param now wall time, ms
   */
  public SilenceClock(Duration idle, long now) {
    this.idle = idle.toMillis();
    this.lastTick = now;
    this.tick = tickOf(idle).toMillis();
  }

  /** How often {@link #tick(long, boolean)} is to be called. */
  public static Duration tickOf(Duration idle) {
    return Duration.ofMillis(Math.max(MIN_TICK_MS, idle.toMillis() / TICKS));
  }

  /**
   * A record came.
   *
   * @param moved whether the partition's time has moved
   * @param isAhead whether the record is beyond that time, and waits to be believed
   */
  public void heard(boolean moved, boolean isAhead) {
    silent = 0;
    if (moved) {
      still = 0;
    }
    if (moved || !isAhead) {
      elapsed = 0;
    }
  }

  /**
   * Wall time has passed.
   *
   * @param now wall time, ms
   * @param isAtEnd whether nothing is left to read
   */
  public void tick(long now, boolean isAtEnd) {
    long passed = Math.min(tick, Math.max(0, now - lastTick));
    lastTick = now;
    if (isAtEnd) {
      silent += passed;
      still += passed;
      elapsed += passed;
    }
  }

  /** Whether no record has come for as long as makes a partition idle. */
  public boolean isSilent() {
    return silent >= idle;
  }

  /** Whether the partition's time has not moved for as long as makes a partition idle. */
  public boolean isStill() {
    return still >= idle;
  }

  /** Wall time since the partition's time has moved, ms. */
  public long elapsed() {
    return elapsed;
  }
}
