package io.sluice.live;

import io.sluice.output.Alert;
import io.sluice.output.EventForecast;
import io.sluice.output.Forecast;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all pipelines say, as it is said. It costs next to nothing while nobody listens. A listener
 * that is too slow is dropped, never waited for. Thread-safe.
 */
public final class LiveEvents {
  private static final int KEPT = 4096;
  private static final int WAITING = 2048;

  /** The most listeners at a time. */
  public static final int MOST_LISTENERS = 256;

  private final LiveEvent[] kept = new LiveEvent[KEPT];
  private long next;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

  /** Somebody who listens, until {@link #close}. */
  public final class Listener implements AutoCloseable {
    private final Predicate<LiveEvent> wanted;
    private final BlockingQueue<LiveEvent> waiting;
    private volatile boolean isDropped;

    /**
     * Somebody who has to be told first of what was missed, which takes no room from what comes.
     */
    private Listener(Predicate<LiveEvent> wanted, List<LiveEvent> missed) {
      this.wanted = wanted;
      this.waiting = new ArrayBlockingQueue<>(WAITING + missed.size());
      waiting.addAll(missed);
    }

    private void offer(LiveEvent event) {
      if (wanted.test(event) && !waiting.offer(event)) {
        isDropped = true;
        close();
      }
    }

    /**
     * Waits for the next event.
     *
     * @return null when there was none in that time
     */
    public @Nullable LiveEvent poll(long millis) throws InterruptedException {
      return waiting.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** Whether it was too slow: what waits is all that it gets. */
    public boolean isDropped() {
      return isDropped;
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }

  void window(String pipeline, String key, Forecast forecast, boolean isFiring) {
    add(id -> new LiveEvent(id, pipeline, key, forecast, null, isFiring, null));
  }

  void events(String pipeline, String key, EventForecast forecast, boolean isFiring) {
    LiveEvent.Events events = LiveEvent.Events.of(forecast);
    add(id -> new LiveEvent(id, pipeline, key, null, events, isFiring, null));
  }

  void alert(String pipeline, Alert alert) {
    String key = new String(alert.key().get(), StandardCharsets.UTF_8);
    add(id -> new LiveEvent(id, pipeline, key, null, null, false, alert));
  }

  private synchronized void add(LongFunction<LiveEvent> made) {
    LiveEvent event = made.apply(next);
    kept[(int) (next++ % KEPT)] = event;
    for (Listener listener : listeners) {
      listener.offer(event);
    }
  }

  /**
   * Listens from now on, or from after an event on.
   *
   * @param after its id, as far back as events are kept; negative: from now on; one that was not
   *     given yet is of an earlier process, and all that is kept is new
   * @return null when there are too many listeners
   */
  public synchronized @Nullable Listener listen(Predicate<LiveEvent> wanted, long after) {
    if (listeners.size() >= MOST_LISTENERS) {
      return null;
    }
    Listener listener = new Listener(wanted, since(after).stream().filter(wanted).toList());
    listeners.add(listener);
    return listener;
  }

  private List<LiveEvent> since(long after) {
    List<LiveEvent> events = new ArrayList<>();
    if (after >= 0) {
      long oldest = Math.max(0, next - KEPT);
      for (long id = after >= next ? oldest : Math.max(after + 1, oldest); id < next; id++) {
        events.add(kept[(int) (id % KEPT)]);
      }
    }
    return events;
  }
}
