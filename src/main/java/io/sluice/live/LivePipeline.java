package io.sluice.live;

import io.sluice.config.PipelineConfig;
import io.sluice.output.Alert;
import io.sluice.output.EventForecast;
import io.sluice.output.Forecast;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline has said last: of each series its last windows, as far as there is memory for it,
 * and its alerts. Thread-safe. It is of this process alone, and begins anew with it.
 */
public final class LivePipeline implements LiveFeed {
  private final PipelineConfig config;
  private final LiveMemory memory;
  private final LiveEvents events;
  private final Map<String, LiveSeries> series = new ConcurrentHashMap<>();

  /** Those whose events are tokens. */
  private final Map<String, LiveEventSeries> eventSeries = new ConcurrentHashMap<>();

  private final LiveAlerts alerts = new LiveAlerts();
  private final LiveCoverage coverage = new LiveCoverage();
  private final LongAdder refused = new LongAdder();

  LivePipeline(PipelineConfig config, LiveMemory memory, LiveEvents events) {
    this.config = config;
    this.memory = memory;
    this.events = events;
  }

  @Override
  public void window(int partition, Forecast forecast, boolean isFiring, LiveStep step) {
    String key = new String(forecast.key.get(), StandardCharsets.UTF_8);
    LiveSeries one = series.get(key);
    if (one == null) {
      one = begin(key, partition, forecast, step);
    }
    if (one != null) {
      one.add(forecast, isFiring, step, coverage);
    }
    events.window(config.name(), key, forecast, isFiring);
  }

  /** Null: there is no room for it. */
  private @Nullable LiveSeries begin(String key, int partition, Forecast forecast, LiveStep step) {
    if (!memory.take(LiveSeries.bytes(forecast, step))) {
      refused.increment();
      return null;
    }
    LiveSeries one = new LiveSeries(partition, forecast, step, memory);
    series.put(key, one);
    return one;
  }

  @Override
  public void events(int partition, EventForecast forecast, boolean isFiring) {
    String key = new String(forecast.key().get(), StandardCharsets.UTF_8);
    LiveEventSeries one = eventSeries.get(key);
    if (one != null) {
      one.add(forecast, isFiring);
    } else if (memory.take(LiveEventSeries.OBJECT_BYTES)) {
      one = new LiveEventSeries(partition, forecast, memory);
      one.add(forecast, isFiring);
      eventSeries.put(key, one);
    } else {
      refused.increment();
    }
    events.events(config.name(), key, forecast, isFiring);
  }

  @Override
  public void alert(Alert alert) {
    alerts.add(alert);
    LiveEventSeries of =
        eventSeries.isEmpty()
            ? null
            : eventSeries.get(new String(alert.key().get(), StandardCharsets.UTF_8));
    if (of != null) {
      of.alert(alert);
    }
    events.alert(config.name(), alert);
  }

  @Override
  public void released(int partition) {
    released(series, partition);
    released(eventSeries, partition);
  }

  private void released(Map<String, ? extends LiveKey> held, int partition) {
    held.values()
        .removeIf(
            one -> {
              boolean isGone = one.partition() == partition;
              memory.add(isGone ? -one.bytes() : 0);
              return isGone;
            });
  }

  /** Its configuration. */
  public PipelineConfig config() {
    return config;
  }

  /** The series that are held, of whatever they are, in no order. */
  public Collection<? extends LiveKey> keys() {
    return Collections.unmodifiableCollection(
        config.events() == null ? series.values() : eventSeries.values());
  }

  /** One of them; null: it is not held. */
  public @Nullable LiveKey key(String key) {
    return config.events() == null ? series.get(key) : eventSeries.get(key);
  }

  /** A series whose events are tokens; null: it is not held. */
  public @Nullable LiveEventSeries eventSeries(String key) {
    return eventSeries.get(key);
  }

  /** The series of values that are held, in no order. */
  public Collection<LiveSeries> series() {
    return Collections.unmodifiableCollection(series.values());
  }

  /** A series of values; null: it is not held. */
  public @Nullable LiveSeries series(String key) {
    return series.get(key);
  }

  /** Windows of series that are not held, for want of memory. */
  public long refused() {
    return refused.sum();
  }

  /** Of the series that are held, how many values lay where they had been forecast. */
  public LiveCoverage coverage() {
    return coverage;
  }

  /** Its episodes. */
  public LiveAlerts alerts() {
    return alerts;
  }
}
