package io.sluice.event;

/**
 * One measurement of one series, whose key is the key of the record that carries it.
 *
 * <p>A final class rather than a record because it holds an array.
 */
public final class Event implements Signal {
  private final long timestamp;
  private final double[] values;
  private final int partition;
  private final long offset;

  /**
   * An event with its origin.
   *
   * @param timestamp event time, milliseconds since the epoch, not negative
   * @param values one finite value per target of the pipeline, in order, NaN where the event
   *     carries none; not copied
   * @param partition partition of the source topic it came from
   * @param offset its offset there
   */
  public Event(long timestamp, double[] values, int partition, long offset) {
    this.timestamp = timestamp;
    this.values = values;
    this.partition = partition;
    this.offset = offset;
  }

  @Override
  public long timestamp() {
    return timestamp;
  }

  /** One value per target, NaN where the event carries none. Not a copy: do not change it. */
  public double[] values() {
    return values;
  }

  public int partition() {
    return partition;
  }

  public long offset() {
    return offset;
  }
}
