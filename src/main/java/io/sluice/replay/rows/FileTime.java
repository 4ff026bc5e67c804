package io.sluice.replay.rows;

import io.sluice.event.Signal;
import io.sluice.time.SourceClock;
import io.sluice.window.Windows;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Where a file has come in event time, by the usable rows in its order as if they stood on one
 * partition, and which rows are dated beyond that. A row of today at the end of a file of 2013 must
 * not be where the file ends: all keys would have been silent for years.
 *
 * <p>The file ends with its newest row that is beyond {@linkplain SourceClock confirmed time} by no
 * more than the size of a window and the grace, or than confirmed time has advanced at once
 * elsewhere in the file, such as over a weekend. Where nothing is confirmed, it is the newest row.
 */
public final class FileTime {
  private final Windows windows;
  private final boolean apart;
  private final SourceClock clock;
  private final List<SourceClock> partitions;

  /** What was read of the windows that confirmed time has not closed. */
  private final NavigableMap<Place, Rows> open = new TreeMap<>();

  private long oldest = Long.MAX_VALUE;
  private long greatestAdvance;

  /**
   * The time of a file of which nothing has been read.
   *
   * @param partitions that its rows are spread over
   * @param apart whether each has windows of its own, which its time alone closes
   */
  public FileTime(Windows windows, int partitions, boolean apart) {
    this.windows = windows;
    this.apart = apart;
    this.clock = new SourceClock(windows);
    this.partitions = Stream.generate(() -> new SourceClock(windows)).limit(partitions).toList();
    this.greatestAdvance = windows.size() + windows.grace();
  }

  /**
   * Takes the next row.
   *
   * @return whether it is late, by the time of its partition
   */
  public boolean observe(Bytes key, long time, long line, int partition) {
    return take(key, time, partition, new Tally(1, line, key));
  }

  /** Takes a row that moves time and is of no window. */
  public void pass(Bytes key, long time, int partition) {
    take(key, time, partition, Tally.NONE);
  }

  private boolean take(Bytes key, long time, int partition, Tally row) {
    long before = clock.time();
    clock.observe(key, time);
    long confirmed = clock.time();
    if (before != Signal.NO_TIME) {
      greatestAdvance = Math.max(greatestAdvance, confirmed - before);
    }
    oldest = Math.min(oldest, time);
    SourceClock own = partitions.get(partition);
    own.observe(key, time);
    long end = windows.endOf(time);
    boolean late = end <= closedThrough(own);
    if (end > closedThrough(clock)) {
      open.computeIfAbsent(new Place(end, partition), place -> new Rows())
          .add(time, late ? Tally.NONE : row);
    }
    while (!open.isEmpty() && open.firstKey().end <= closedThrough(clock)) {
      open.pollFirstEntry();
    }
    return late;
  }

  private long closedThrough(SourceClock of) {
    return of.time() == Signal.NO_TIME ? Long.MIN_VALUE : windows.closedThrough(of.time());
  }

  /** Event time of the oldest row, epoch ms; {@link Long#MAX_VALUE} when there is none. */
  public long oldest() {
    return oldest;
  }

  /** Event time of the newest row of the last window of the file, epoch ms; -1: no row. */
  public long last() {
    long reach = clock.time() == Signal.NO_TIME ? Long.MAX_VALUE : clock.time() + greatestAdvance;
    Place last = null;
    for (Map.Entry<Place, Rows> entry : open.entrySet()) {
      last = entry.getValue().oldest <= reach ? entry.getKey() : last;
    }
    return last == null ? -1 : newest(last.end);
  }

  private long newest(long end) {
    return open
        .subMap(new Place(end, 0), true, new Place(end, Integer.MAX_VALUE), true)
        .values()
        .stream()
        .mapToLong(rows -> rows.newest)
        .max()
        .orElse(-1);
  }

  /** The rows of windows that stay open after one that the end of the file closes. */
  Tally open(long closed) {
    return open(closed, Long.MAX_VALUE);
  }

  /**
   * The rows of windows that stay open.
   *
   * @param closed end of the newest window that the end of the file closes
   * @param through end of the newest window that is asked for
   */
  public Tally open(long closed, long through) {
    Tally tally = Tally.NONE;
    for (Map.Entry<Place, Rows> entry : open.entrySet()) {
      Place place = entry.getKey();
      long own = apart ? closedThrough(partitions.get(place.partition)) : closed;
      if (place.end > Math.max(closed, own) && place.end <= through) {
        tally = tally.and(entry.getValue().tally);
      }
    }
    return tally;
  }

  /**
   * How many rows are of a kind, and where the first one is.
   *
   * @param count how many
   * @param line the line of the file on which the first one starts
   * @param key its series key
   */
  public record Tally(long count, long line, @Nullable Bytes key) {
    public static final Tally NONE = new Tally(0, Long.MAX_VALUE, null);

    public Tally and(Tally other) {
      Tally first = other.line < line ? other : this;
      return new Tally(count + other.count, first.line, first.key);
    }
  }

  /** The end of a window, on one partition. */
  private record Place(long end, int partition) implements Comparable<Place> {
    static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::end).thenComparingInt(Place::partition);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** The rows of one window on one partition; those that are late are not counted. */
  private static final class Rows {
    Tally tally = Tally.NONE;
    long oldest = Long.MAX_VALUE;
    long newest;

    void add(long time, Tally row) {
      tally = tally.and(row);
      oldest = Math.min(oldest, time);
      newest = Math.max(newest, time);
    }
  }
}
