package io.sluice.history.series;

import io.sluice.config.CovariatesConfig;
import io.sluice.window.KeyPlans;
import io.sluice.window.RowPlans;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;
import java.util.Arrays;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * What was known in advance of the windows of one key: what an event of the window announced, else
 * what those of the newest earlier window announced for it. Plans go from window to window as in
 * the service: they are kept as far as they reach, and a key is known from the window of its first
 * value on, so that what was announced in earlier ones does not count.
 */
final class KnownHistory {
  private final NavigableMap<Long, WindowRow> rows;
  private final long[] ends;
  private final Windows windows;
  private final int fields;

  private KnownHistory(
      NavigableMap<Long, WindowRow> rows, long[] ends, int fields, Windows windows) {
    this.rows = rows;
    this.ends = ends;
    this.windows = windows;
    this.fields = fields;
  }

  /**
   * What was known in the windows, and of the expected ones after the last, at most {@link
   * CovariatesConfig#MAX_PLAN}, as far as something is known of them.
   *
   * @param rows the windows that had events, by their ends; those before {@code ends} do not count
   * @param ends the windows' ends, ascending, from that of the key's first value on
   * @param fields the number of fields that are known in advance
   */
  static KnownField[] of(
      NavigableMap<Long, WindowRow> rows, long[] ends, int fields, Windows windows) {
    return fields == 0 || ends.length == 0
        ? new KnownField[0]
        : new KnownHistory(rows, ends, fields, windows).fields();
  }

  private KnownField[] fields() {
    int length = ends.length + CovariatesConfig.MAX_PLAN;
    float[][] last = new float[fields][length];
    int[] planned = new int[fields];
    Arrays.fill(planned, ends.length);
    for (WindowRow row : rows.headMap(ends[0]).values()) {
      note(row.plans(), 0, planned);
    }
    new Sweep(planned).run(length, (window, field, plan) -> last[field][window] = own(plan));
    KnownField[] known = new KnownField[fields];
    for (int field = 0; field < fields; field++) {
      known[field] = KnownField.planned(trimmed(last[field]), planned[field], ends.length);
    }
    if (Arrays.stream(planned).min().orElse(ends.length) < ends.length) {
      new Sweep(planned).run(ends.length, (window, field, plan) -> known[field].hear(window, plan));
    }
    return known;
  }

  private static float own(float[] plan) {
    return plan.length == 0 ? 0 : plan[0];
  }

  private static float[] trimmed(float[] values) {
    int length = values.length;
    while (length > 0 && values[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(values, length);
  }

  /** Gets what is known of a field in a window. */
  private interface Listener {
    void known(int window, int field, float[] plan);
  }

  /** Notes the window in which plans for later ones are first announced. */
  private static void note(@Nullable RowPlans announced, int window, int[] planned) {
    for (int field = 0; announced != null && field < planned.length; field++) {
      if (announced.reach(field) > 0) {
        planned[field] = Math.min(planned[field], window);
      }
    }
  }

  /**
   * One sweep through the windows. There are two: first to find the final values, then to see what
   * was known before them.
   */
  private final class Sweep {
    private final KeyPlans plans = new KeyPlans(fields);

    /** By field, the first window whose events announce later ones. */
    private final int[] planned;

    /** Rows of windows that end later have not been taken. */
    private long taken = ends[0] - 1;

    Sweep(int[] planned) {
      this.planned = planned;
    }

    void run(int length, Listener listener) {
      for (int window = 0; window < length; window++) {
        long end = window < ends.length ? ends[window] : windows.nextEnd(taken);
        for (var row : rows.subMap(taken, false, end, true).entrySet()) {
          plans.moveTo(row.getKey(), windows);
          plans.take(row.getValue().plans());
          note(row.getValue().plans(), window, planned);
        }
        plans.moveTo(end, windows);
        taken = end;
        for (int field = 0; field < fields; field++) {
          listener.known(window, field, plans.of(field));
        }
      }
    }
  }
}
