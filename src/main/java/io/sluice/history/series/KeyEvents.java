package io.sluice.history.series;

import io.sluice.config.Aggregate;
import io.sluice.event.Event;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * The events of one key: gathered in windows, and the times of those with a value, eight bytes
 * each.
 */
final class KeyEvents {
  private final NavigableMap<Long, WindowRow> windows = new TreeMap<>();
  private long[] times = new long[4];
  private int count;
  private int partition = -1;
  private long firstEnd = Long.MAX_VALUE;
  private long lastEnd;

  /**
   * Takes an event into the window that ends at {@code end}.
   *
   * @return whether it has a value and is older than the one before it, of the same partition or
   *     file
   */
  boolean add(Event event, long end, List<Aggregate> aggregates) {
    windows.computeIfAbsent(end, e -> new WindowRow(aggregates)).add(event);
    if (!event.hasValue()) {
      return false;
    }
    firstEnd = Math.min(firstEnd, end);
    lastEnd = Math.max(lastEnd, end);
    boolean older =
        event.partition() == partition && count > 0 && event.timestamp() < times[count - 1];
    partition = event.partition();
    if (count == times.length) {
      times = Arrays.copyOf(times, count + (count >> 1));
    }
    times[count++] = event.timestamp();
    return older;
  }

  /** The number of events with a value. */
  int count() {
    return count;
  }

  /** Copies the times of the events with a value; returns the index after the last. */
  int copyTimes(long[] to, int at) {
    System.arraycopy(times, 0, to, at, count);
    return at + count;
  }

  /** Leaves out the windows of events with a value that are not in the bulk. */
  void keep(Bulk bulk, Windows calendar) {
    int all = count;
    count = 0;
    firstEnd = Long.MAX_VALUE;
    lastEnd = 0;
    for (int i = 0; i < all; i++) {
      long end = calendar.endOf(times[i]);
      if (bulk.contains(times[i])) {
        times[count++] = times[i];
        firstEnd = Math.min(firstEnd, end);
        lastEnd = Math.max(lastEnd, end);
      } else {
        windows.remove(end);
      }
    }
  }

  /** The number of windows with events. */
  int rows() {
    return windows.size();
  }

  /** The windows with events by their ends. */
  NavigableMap<Long, WindowRow> windows() {
    return windows;
  }

  /** Those from the first with a value to the last; may be empty. */
  NavigableMap<Long, WindowRow> observed() {
    return count == 0
        ? Collections.emptyNavigableMap()
        : windows.subMap(firstEnd, true, lastEnd, true);
  }

  /**
   * Tells of each event with a value, but for the first, that shares its time with another. No more
   * are taken.
   */
  void forEachRepeated(LongConsumer time) {
    Arrays.sort(times, 0, count);
    for (int i = 1; i < count; i++) {
      if (times[i] == times[i - 1]) {
        time.accept(times[i]);
      }
    }
  }
}
