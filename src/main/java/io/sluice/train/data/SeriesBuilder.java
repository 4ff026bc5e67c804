package io.sluice.train.data;

import io.sluice.config.Aggregate;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.event.Event;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/**
 * Gathers a pipeline's events in its windows and turns them into one series per key and target, in
 * the order of keys. Unlike the service it takes events in any order.
 */
public final class SeriesBuilder {
  private final List<TargetConfig> targets;
  private final List<Aggregate> aggregates;
  private final Windows windows;
  private final NavigableMap<Bytes, NavigableMap<Long, WindowRow>> keys = new TreeMap<>();

  public SeriesBuilder(PipelineConfig pipeline) {
    this.targets = pipeline.targets();
    this.aggregates = targets.stream().map(TargetConfig::aggregate).toList();
    this.windows = new Windows(pipeline.window());
  }

  public void add(Bytes key, Event event) {
    keys.computeIfAbsent(key, k -> new TreeMap<>())
        .computeIfAbsent(windows.endOf(event.timestamp()), end -> new WindowRow(aggregates))
        .add(event);
  }

  /** The series of all keys that have at least two windows with a value of the target. */
  public List<Series> build() {
    List<Series> series = new ArrayList<>();
    for (Map.Entry<Bytes, NavigableMap<Long, WindowRow>> entry : keys.entrySet()) {
      long[] ends = expected(entry.getValue());
      String key = new String(entry.getKey().get(), StandardCharsets.UTF_8);
      for (int target = 0; target < targets.size(); target++) {
        add(key, target, ends, entry.getValue(), series);
      }
    }
    return series;
  }

  private void add(
      String key, int target, long[] ends, Map<Long, WindowRow> rows, List<Series> series) {
    long[] starts = new long[ends.length];
    double[] values = new double[ends.length];
    int known = 0;
    for (int i = 0; i < ends.length; i++) {
      WindowRow row = rows.get(ends[i]);
      starts[i] = windows.startOf(ends[i]);
      values[i] = row == null ? Double.NaN : row.value(target);
      known += Double.isNaN(values[i]) ? 0 : 1;
    }
    if (known > 1) {
      series.add(new Series(key + " " + targets.get(target).name(), starts, values));
    }
  }

  /** Ends of the key's windows, and of the expected ones between them. */
  private long[] expected(NavigableMap<Long, WindowRow> rows) {
    List<Long> ends = new ArrayList<>();
    long next = rows.firstKey();
    for (long end : rows.keySet()) {
      while (next < end) {
        ends.add(next);
        next = windows.nextEnd(next);
      }
      ends.add(end);
      next = windows.nextEnd(end);
    }
    return ends.stream().mapToLong(Long::longValue).toArray();
  }
}
