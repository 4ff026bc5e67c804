package io.sluice.window;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an open window of one key has gathered of events that are tokens. An empty row is an
 * appointment: it makes the window of a silent key come due.
 */
public final class EventRow {
  /**
   * One event.
   *
   * @param time event time, epoch ms
   * @param partition partition of the source topic it came from
   * @param offset its offset there
   * @param token what happened
   */
  public record Entry(long time, int partition, long offset, String token)
      implements Comparable<Entry> {
    /** In order of time; of one time, in that of the source. */
    @Override
    public int compareTo(Entry other) {
      int order = Long.compare(time, other.time);
      order = order == 0 ? Integer.compare(partition, other.partition) : order;
      return order == 0 ? Long.compare(offset, other.offset) : order;
    }
  }

  private final List<Entry> entries;
  private final byte @Nullable [] trace;

  EventRow(List<Entry> entries, byte @Nullable [] trace) {
    this.entries = entries.stream().sorted().toList();
    this.trace = trace;
  }

  /** In order of time, whatever order they came in. */
  public List<Entry> entries() {
    return entries;
  }

  /** The {@link io.sluice.event.TraceParent} of the newest event that has one; null: none has. */
  public byte @Nullable [] traceParent() {
    return trace;
  }
}
