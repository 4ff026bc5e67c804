package io.sluice.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The schema that a pipeline has and those it had before, which some of its stored data may still
 * be of. Immutable.
 */
public final class Schemas {
  private final Schema current;
  private final int stamp;
  private final boolean isFirst;
  private final List<Schema> all;
  private final Map<Integer, Schema> byStamp = new HashMap<>();

  private Schemas(Schema current, List<Schema> all) {
    this.current = current;
    this.stamp = current.stamp();
    this.all = List.copyOf(all);
    this.isFirst = all.get(0).equals(current);
    all.forEach(schema -> byStamp.put(schema.stamp(), schema));
    byStamp.put(Schema.UNSTAMPED, all.get(0));
  }

  /** Of a pipeline that has had no other. */
  public static Schemas only(Schema schema) {
    return new Schemas(schema, List.of(schema));
  }

  /** The same with another one that is the current one now. */
  public Schemas then(Schema next) {
    List<Schema> more = new ArrayList<>(all);
    if (!more.contains(next)) {
      more.add(next);
    }
    return new Schemas(next, more);
  }

  /** Those of both, with the other's current one, after which this one's are forgotten last. */
  Schemas with(Schemas later) {
    Schemas both = this;
    for (Schema schema : later.all) {
      both = both.then(schema);
    }
    return both.then(later.current);
  }

  /** The one that everything is written in. */
  public Schema current() {
    return current;
  }

  /** The stamp of the current one. */
  public int stamp() {
    return stamp;
  }

  /** Whether what is so stamped is of the current one. */
  public boolean isCurrent(int stamped) {
    return stamped == stamp || (stamped == Schema.UNSTAMPED && isFirst);
  }

  /** All, in the order of their first use: what has no stamp is of the first. */
  public List<Schema> all() {
    return all;
  }

  /**
   * The schema of a stamp.
   *
   * @param what carries it, for the error
   * @throws IllegalStateException when the pipeline never had one like it
   */
  public Schema of(int stamped, String what) {
    Schema schema = byStamp.get(stamped);
    if (schema == null) {
      throw new IllegalStateException(
          "%s of targets that this pipeline never had (stamp %06x, its own %06x): an instance with another configuration is in the group, or was"
              .formatted(what, stamped, stamp));
    }
    return schema;
  }
}
