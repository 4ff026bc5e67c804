package io.sluice.event;

import io.sluice.schema.Schemas;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of one series, or what is known of it in advance, or both; or something that
 * happened and is no number but a token. The series' key is the key of the record that carries it.
 *
 * <p>A final class rather than a record because it holds an array.
 */
public final class Event implements Signal {
  /** What an event knows in advance that says nothing of it. Shared. */
  public static final float[][] NOTHING = {};

  private static final double[] NO_VALUES = {};

  /** In place of a stamp: the values are of the current targets. */
  private static final int OWN = -1;

  private final long timestamp;
  private final double[] values;
  private final float[][] known;
  private final int partition;
  private final long offset;
  private final long sourceTime;
  private final int schema;
  private final @Nullable String token;

  /** An event that says nothing in advance: see the other constructor. */
  public Event(long timestamp, double[] values, int partition, long offset) {
    this(timestamp, values, NOTHING, partition, offset);
  }

  /**
   * An event with its origin, of a partition of whose time nothing is known.
   *
   * @param timestamp event time, milliseconds since the epoch, not negative
   * @param values one finite value per target of the pipeline, in order, NaN where the event
   *     carries none; not copied
   * @param known one {@linkplain PlanValues plan} per field that the pipeline knows in advance, in
   *     order; empty when it says nothing of any; not copied
   * @param partition partition of the source topic it came from
   * @param offset its offset there
   */
  public Event(long timestamp, double[] values, float[][] known, int partition, long offset) {
    this(timestamp, values, known, partition, offset, NO_TIME, OWN, null);
  }

  /**
   * An event that is a token, with its origin, of a partition of whose time nothing is known.
   *
   * @param token what happened, see {@link io.sluice.config.source.EventsConfig}
   */
  public Event(long timestamp, String token, int partition, long offset) {
    this(timestamp, NO_VALUES, NOTHING, partition, offset, NO_TIME, OWN, token);
  }

  private Event(
      long timestamp,
      double[] values,
      float[][] known,
      int partition,
      long offset,
      long sourceTime,
      int schema,
      @Nullable String token) {
    this.timestamp = timestamp;
    this.values = values;
    this.known = known;
    this.partition = partition;
    this.offset = offset;
    this.sourceTime = sourceTime;
    this.schema = schema;
    this.token = token;
  }

  /**
   * The same event, after which its source partition has come to a time.
   *
   * @param time epoch ms, or {@link #NO_TIME}
   */
  public Event at(long time) {
    return new Event(timestamp, values, known, partition, offset, time, schema, token);
  }

  /** The same event, whose values are of the targets of a stamp. */
  Event of(int stamp) {
    return new Event(timestamp, values, known, partition, offset, sourceTime, stamp, token);
  }

  /** The same event with its values in the order of the pipeline's current targets. */
  public Event in(Schemas schemas) {
    if (schema == OWN) {
      return this;
    }
    int[] places = schemas.current().placesIn(schemas.of(schema, "event"));
    double[] own = new double[places.length];
    for (int i = 0; i < own.length; i++) {
      boolean carried = places[i] >= 0 && places[i] < values.length;
      own[i] = carried ? values[places[i]] : Double.NaN;
    }
    return new Event(timestamp, own, known, partition, offset, sourceTime, OWN, token);
  }

  /** Event time, milliseconds since the epoch, not negative. */
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
   * One {@linkplain PlanValues plan} per field that the pipeline knows in advance; empty when the
   * event says nothing of any. Not a copy: do not change it.
   */
  public float[][] known() {
    return known;
  }

  /** What happened; null: the event is of values. */
  public @Nullable String token() {
    return token;
  }

  @Override
  public int partition() {
    return partition;
  }

  @Override
  public long sourceTime() {
    return sourceTime;
  }

  public long offset() {
    return offset;
  }
}
