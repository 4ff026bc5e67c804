package io.sluice.detect.run;

import io.sluice.event.Event;
import io.sluice.window.Windows;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * Feeds the events of many keys to a task, in the order of their times, each key as a source
 * partition of its own: an event is late when its own key has come past its window.
 */
public final class ValuesFeed {
  private static final int PROGRESS_STEP = 1024;

  private final Windows windows;

  public ValuesFeed(Windows windows) {
    this.windows = windows;
  }

  /** Where the reading of one key stands. */
  private static final class Cursor {
    final Values values;
    final int number;
    int next;

    /** How far the key has come with the next event, epoch ms. */
    long time;

    Cursor(Values values, int number) {
      this.values = values;
      this.number = number;
      this.time = values.times[0];
    }

    long time() {
      return time;
    }

    boolean advance() {
      if (++next == values.times.length) {
        return false;
      }
      time = Math.max(time, values.times[next]);
      return true;
    }
  }

  /**
   * Feeds all events, and closes all windows.
   *
   * @param progress gets the number of events, now and then
   */
  public void run(Collection<Values> all, HistoryTask task, LongConsumer progress) {
    PriorityQueue<Cursor> queue =
        new PriorityQueue<>(
            Comparator.comparingLong(Cursor::time).thenComparingInt(cursor -> cursor.number));
    for (Values values : all) {
      if (values.times.length > 0) {
        queue.add(new Cursor(values, queue.size()));
      }
    }
    long last = 0;
    long events = 0;
    while (!queue.isEmpty()) {
      Cursor cursor = queue.remove();
      last = cursor.time;
      add(cursor, task);
      task.advance(last);
      if (cursor.advance()) {
        queue.add(cursor);
      }
      if (++events % PROGRESS_STEP == 0) {
        progress.accept(events);
      }
    }
    task.advance(windows.endOf(last) + windows.grace());
  }

  private static void add(Cursor cursor, HistoryTask task) {
    Values values = cursor.values;
    Event event =
        new Event(values.times[cursor.next], values.rows[cursor.next], cursor.number, cursor.next);
    if (event.hasValue()) {
      task.add(values.key, event.at(cursor.time));
    }
  }
}
