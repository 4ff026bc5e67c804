package io.sluice.live;

import io.sluice.language.Likely;
import io.sluice.language.ScoredEvent;
import io.sluice.model.ModelIdentity;
import io.sluice.output.Alert;
import io.sluice.output.EventForecast;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The last windows of one series whose events are tokens, and what may come next. Windows of {@link
 * #MOST_EVENTS} events are kept, fewer when memory is short: then the oldest ones make room.
 * Thread-safe.
 */
public final class LiveEventSeries implements LiveKey {
  /** The most events that are kept. */
  static final int MOST_EVENTS = 512;

  /** What a series takes without its windows. */
  static final int OBJECT_BYTES = 1000;

  private static final int WINDOW_BYTES = 88;
  private static final int EVENT_BYTES = 128;
  private static final int LIKELY_BYTES = 24;
  private static final int TEXT_BYTES = 56;

  private final String key;
  private final int partition;
  private final LiveMemory memory;

  /** The oldest first. */
  private final Deque<LiveEventWindow> windows = new ArrayDeque<>();

  /** The alerts that were heard to fire. */
  private final Set<String> firing = new HashSet<>(2);

  private int events;
  private long windowBytes;
  private ModelIdentity model;
  private double maturity;
  private LiveNext next;
  private boolean wasFiring;

  /** A series of which nothing is held yet; {@link #OBJECT_BYTES} were taken for it. */
  LiveEventSeries(int partition, EventForecast forecast, LiveMemory memory) {
    this.key = new String(forecast.key().get(), StandardCharsets.UTF_8);
    this.partition = partition;
    this.memory = memory;
    this.model = forecast.model();
    this.next = LiveNext.of(forecast);
  }

  /** Takes a window in; those from its end on are undone and come again. */
  synchronized void add(EventForecast forecast, boolean isFiringNow) {
    while (!windows.isEmpty() && windows.getLast().end() >= forecast.windowEnd()) {
      memory.add(-forget(windows.removeLast()));
    }
    LiveEventWindow window = last(forecast, MOST_EVENTS);
    while (events + window.events().size() > MOST_EVENTS) {
      memory.add(-forget(windows.removeFirst()));
    }
    hold(fitted(window, forecast));
    model = forecast.model();
    maturity = forecast.maturity();
    next = LiveNext.of(forecast);
    wasFiring = isFiringNow;
    if (!isFiringNow) {
      firing.clear();
    }
  }

  /**
   * Memory is taken for it; of one for which there is none, its last event is held all the same.
   */
  private LiveEventWindow fitted(LiveEventWindow window, EventForecast forecast) {
    long needed = bytes(window);
    if (memory.takeSpare(needed)) {
      return window;
    }
    long freed = 0;
    while (freed < needed && !windows.isEmpty()) {
      freed += forget(windows.removeFirst());
    }
    LiveEventWindow held = freed >= needed ? window : last(forecast, 1);
    memory.add(bytes(held) - freed);
    return held;
  }

  private void hold(LiveEventWindow window) {
    windows.addLast(window);
    events += window.events().size();
    windowBytes += bytes(window);
  }

  private long forget(LiveEventWindow window) {
    long bytes = bytes(window);
    events -= window.events().size();
    windowBytes -= bytes;
    return bytes;
  }

  private static LiveEventWindow last(EventForecast forecast, int most) {
    List<ScoredEvent> all = forecast.events();
    return new LiveEventWindow(
        forecast.windowEnd(),
        forecast.score(),
        all.subList(Math.max(0, all.size() - most), all.size()));
  }

  private static long bytes(LiveEventWindow window) {
    long bytes = WINDOW_BYTES;
    for (ScoredEvent event : window.events()) {
      bytes += EVENT_BYTES + bytes(event.text());
      for (Likely one : event.expected()) {
        bytes += LIKELY_BYTES + bytes(one.text());
      }
    }
    return bytes;
  }

  private static long bytes(String text) {
    return (long) TEXT_BYTES + text.length();
  }

  /** An alert of it fires or is over, which may be without a window: nothing has happened. */
  synchronized void alert(Alert alert) {
    if (alert.status() == Alert.Status.RESOLVED) {
      firing.remove(alert.id());
      wasFiring = false;
    } else {
      firing.add(alert.id());
    }
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public int partition() {
    return partition;
  }

  @Override
  public synchronized boolean isFiring() {
    return wasFiring || !firing.isEmpty();
  }

  @Override
  public synchronized double score() {
    return windows.getLast().score();
  }

  @Override
  public synchronized long end() {
    return windows.getLast().end();
  }

  @Override
  public synchronized ModelIdentity model() {
    return model;
  }

  @Override
  public synchronized long bytes() {
    return OBJECT_BYTES + windowBytes;
  }

  /** 0 (first window) to 1 (enough is known of the key to judge it). */
  public synchronized double maturity() {
    return maturity;
  }

  /** What may come next. */
  public synchronized LiveNext next() {
    return next;
  }

  /** Its last windows with events, the oldest first; at least one. */
  public synchronized List<LiveEventWindow> windows() {
    return new ArrayList<>(windows);
  }

  /** Its last event. */
  public synchronized ScoredEvent lastEvent() {
    List<ScoredEvent> last = windows.getLast().events();
    return last.get(last.size() - 1);
  }

  /** How surprising its last events were, the oldest first, bits. */
  public synchronized double[] lastBits(int most) {
    double[] bits = new double[Math.min(most, events)];
    int at = bits.length;
    Iterator<LiveEventWindow> newestFirst = windows.descendingIterator();
    while (at > 0) {
      List<ScoredEvent> some = newestFirst.next().events();
      for (int i = some.size() - 1; i >= 0 && at > 0; i--) {
        bits[--at] = some.get(i).bits();
      }
    }
    return bits;
  }
}
