package io.sluice.event;

/**
 * One measurement of one series, or what is known of it in advance, or both. The series' key is the
 * key of the record that carries it.
 *
 * <p>A final class rather than a record because it holds an array.
 */
public final class Event implements Signal {
  /** What an event knows in advance that says nothing of it. Shared. */
  static final float[][] NOTHING = {};

  private final long timestamp;
  private final double[] values;
  private final float[][] known;
  private final int partition;
  private final long offset;

  /** An event that says nothing in advance: see the other constructor. */
  public Event(long timestamp, double[] values, int partition, long offset) {
    this(timestamp, values, NOTHING, partition, offset);
  }

  /**
   * An event with its origin.
   *
   * @param timestamp event time, milliseconds since the epoch, not negative
   * @param values one finite value per target of the pipeline, in order, NaN where the event
   *     carries none; not copied
   * @param known one {@link Plan} per field that the pipeline knows in advance, in order; empty
   *     when it says nothing of any; not copied
   * @param partition partition of the source topic it came from
   * @param offset its offset there
   */
  public Event(long timestamp, double[] values, float[][] known, int partition, long offset) {
    this.timestamp = timestamp;
    this.values = values;
    this.known = known;
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

  /** Whether it carries a value of any target. */
  public boolean hasValue() {
    for (double value : values) {
      if (!Double.isNaN(value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * One {@link Plan} per field that the pipeline knows in advance; empty when the event says
   * nothing of any. Not a copy: do not change it.
   */
  public float[][] known() {
    return known;
  }

  public int partition() {
    return partition;
  }

  public long offset() {
    return offset;
  }
}
