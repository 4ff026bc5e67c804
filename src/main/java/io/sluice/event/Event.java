package io.sluice.event;

import org.apache.kafka.common.utils.Bytes;

/**
 * One measurement of one series.
 *
 * <p>A final class rather than a record because it holds an array.
 */
public final class Event implements Decoded {
  private final Bytes key;
  private final long timestamp;
  private final double[] values;

  /**
   * @param key the series key in UTF-8
   * @param timestamp event time, milliseconds since the epoch, not negative
   * @param values one finite value per target, NaN where the event carries none; not copied
   */
  public Event(Bytes key, long timestamp, double[] values) {
    this.key = key;
    this.timestamp = timestamp;
    this.values = values;
  }

  public Bytes key() {
    return key;
  }

  public long timestamp() {
    return timestamp;
  }

  /** One value per target, NaN where the event carries none. Not a copy: do not change it. */
  public double[] values() {
    return values;
  }
}
