package io.sluice.live;

import io.sluice.config.PipelineConfig;
import io.sluice.output.Alert;
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
  public void alert(Alert alert) {
    alerts.add(alert);
    events.alert(config.name(), alert);
  }

  @Override
  public void released(int partition) {
    series
        .values()
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

  /** The series that are held, in no order. */
  public Collection<LiveSeries> series() {
    return Collections.unmodifiableCollection(series.values());
  }

  /** A series; null: it is not held. */
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
