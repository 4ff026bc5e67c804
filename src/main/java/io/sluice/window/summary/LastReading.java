package io.sluice.window.summary;

/** The newest reading of a counter that a closed window had. Mutable; at first there is none. */
public final class LastReading {
  private static final long NEVER = -1;

  private double value;
  private long time = NEVER;

  /** Whether there is one. */
  public boolean isKnown() {
    return time != NEVER;
  }

  public double value() {
    return value;
  }

  /** Its event time, epoch ms. */
  public long time() {
    return time;
  }

  /** Becomes the newest reading of a later window. */
  public void set(Readings readings) {
    value = readings.last();
    time = readings.lastTime();
  }

  /**
   * Becomes a reading that was stored.
   *
   * @throws IllegalArgumentException when there can be none such
   */
  public void restore(double value, long time) {
    if (!Double.isFinite(value) || time < 0) {
      throw new IllegalArgumentException("reading " + value + " at " + time);
    }
    this.value = value;
    this.time = time;
  }
}
