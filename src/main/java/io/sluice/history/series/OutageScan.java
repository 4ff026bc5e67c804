package io.sluice.history.series;

import io.sluice.config.PipelineConfig;
import io.sluice.state.Activity;
import io.sluice.state.KeyLife;
import io.sluice.state.Outages;
import io.sluice.state.Seen;
import io.sluice.state.SeriesLife;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the outages of a history: goes through the windows of all its keys, side by side, as a task
 * that serves them does.
 */
final class OutageScan {
  private final Windows windows;
  private final KeyLife rule;
  private final boolean[] isZeroFilled;
  private final Outages outages;

  /** What a key has come to. */
  private static final class Key {
    final NavigableMap<Long, WindowRow> rows;
    final SeriesLife life;

    Key(NavigableMap<Long, WindowRow> rows, KeyLife rule) {
      this.rows = rows;
      this.life = new SeriesLife(rule);
    }

    boolean isHeard(long end) {
      WindowRow row = rows.get(end);
      return row != null && row.hasValue();
    }
  }

  OutageScan(PipelineConfig pipeline, Windows windows) {
    this.windows = windows;
    // How a key pauses does not depend on its model.
    this.rule =
        new KeyLife(windows, pipeline.window().maxGap(), pipeline.keyTtl().toMillis(), 1, 1);
    this.isZeroFilled = new boolean[pipeline.targets().size()];
    for (int i = 0; i < isZeroFilled.length; i++) {
      isZeroFilled[i] = pipeline.targets().get(i).isZeroFilled();
    }
    this.outages = new Outages(windows);
  }

  /** Ends of the windows that are one. */
  Set<Long> of(Collection<KeyEvents> history) {
    List<Key> keys = new ArrayList<>();
    NavigableSet<Long> ends = new TreeSet<>();
    for (KeyEvents events : history) {
      keys.add(new Key(events.observed(), rule));
      ends.addAll(events.observed().keySet());
    }
    Set<Long> found = new HashSet<>();
    for (long end = first(ends); end <= last(ends); end = next(ends, end)) {
      if (isOutage(keys, end)) {
        found.add(end);
      }
    }
    return found;
  }

  private static long first(NavigableSet<Long> ends) {
    return ends.isEmpty() ? 0 : ends.first();
  }

  private static long last(NavigableSet<Long> ends) {
    return ends.isEmpty() ? -1 : ends.last();
  }

  private long next(NavigableSet<Long> ends, long end) {
    Long later = ends.higher(end);
    return later == null ? Long.MAX_VALUE : Math.min(later, windows.nextEnd(end));
  }

  private boolean isOutage(List<Key> keys, long end) {
    Activity activity = new Activity();
    for (Key key : keys) {
      if (key.life.isExpected(end)) {
        activity.add(key.life.pause(), key.isHeard(end));
      }
    }
    outages.judge(end, activity.isSilent());
    for (Key key : keys) {
      if (key.isHeard(end) || key.life.isExpected(end)) {
        key.life.next(end, seen(key, end));
      }
    }
    return outages.isLast();
  }

  private Seen seen(Key key, long end) {
    WindowRow row = key.rows.get(end);
    if (row == null || !row.hasValue()) {
      return outages.isLast() ? Seen.MISSING : Seen.NOTHING;
    }
    double[] values = new double[isZeroFilled.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.value(i);
    }
    return Seen.of(true, values, isZeroFilled);
  }
}
