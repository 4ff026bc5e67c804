package io.sluice.window.summary;

import java.nio.ByteBuffer;

/** The newest reading of a counter that a closed window had. Mutable; at first there is none. */
public final class LastReading {
  /** The bytes of the stored form. */
  public static final int BYTES = Double.BYTES + Long.BYTES;

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

  public void write(ByteBuffer out) {
    out.putDouble(value).putLong(time);
  }

  /**
   * Becomes what was stored.
   *
   * @throws IllegalArgumentException when that is impossible
   */
  public void read(ByteBuffer in) {
    value = in.getDouble();
    time = in.getLong();
    if (!Double.isFinite(value) || time < NEVER) {
      throw new IllegalArgumentException("reading " + value + " at " + time);
    }
  }
}
