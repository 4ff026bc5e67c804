package io.sluice.topology;

import java.time.Duration;

/**
 * Lets the time of a silent partition go on, so that its last windows close. It runs at the pace of
 * the wall clock, from the last event, and only while the broker confirms that there is nothing
 * left to read: an outage does not make time pass. It stands still while the service is down.
 */
final class IdleClock {
  private static final long MIN_TICK_MS = 100;

  private final long idle;
  private final long tick;
  private long lastTick;
  private long silent;
  private long reported;

  /**
   * A clock.
   *
   * @param idle the silence after which time goes on; zero: never
   * @param now wall time, epoch ms
   */
  IdleClock(Duration idle, long now) {
    this.idle = idle.toMillis();
    this.lastTick = now;
    this.tick = Math.max(MIN_TICK_MS, idle.toMillis() / 10);
  }

  boolean isOn() {
    return idle > 0;
  }

  /** How often {@link #tick(long, boolean)} is to be called. */
  Duration tick() {
    return Duration.ofMillis(tick);
  }

  /** A record came. */
  void busy() {
    silent = 0;
    reported = 0;
  }

  /**
   * Wall time has passed.
   *
   * @param now wall time, epoch ms
   * @param caughtUp whether nothing is left to read
   * @return by how much event time advances, ms
   */
  long tick(long now, boolean caughtUp) {
    long passed = Math.max(0, now - lastTick);
    lastTick = now;
    if (!caughtUp) {
      return 0;
    }
    silent += passed;
    if (silent < idle) {
      return 0;
    }
    long elapsed = silent - reported;
    reported = silent;
    return elapsed;
  }
}
