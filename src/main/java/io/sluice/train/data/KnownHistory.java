package io.sluice.train.data;

import io.sluice.config.CovariatesConfig;
import io.sluice.window.KeyPlans;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;
import java.util.Arrays;
import java.util.NavigableMap;

/**
 * What was known in advance of the windows of one key: what an event of the window said, else what
 * those of the newest earlier window said of it. Plans go from window to window as in the service:
 * they are kept as far as they reach, and a key is known from the window of its first value on, so
 * that what was said in earlier ones does not count.
 */
final class KnownHistory {
  private final NavigableMap<Long, WindowRow> rows;
  private final Windows windows;
  private final KeyPlans plans;
  private final float[][] known;

  /** Rows of windows that end later have not been taken. */
  private long taken;

  private KnownHistory(
      NavigableMap<Long, WindowRow> rows, Windows windows, int fields, int length, long before) {
    this.rows = rows;
    this.windows = windows;
    this.plans = new KeyPlans(fields);
    this.known = new float[fields][length];
    this.taken = before;
  }

  /**
   * The values of the windows, and of the expected ones after the last, at most {@link
   * CovariatesConfig#MAX_PLAN}, as far as something is known of them.
   *
   * @param rows the windows that had events, by their ends; those before {@code ends} do not count
   * @param ends the windows' ends, ascending, from that of the key's first value on
   * @param fields the number of fields that are known in advance
   * @return by field, each as long as the last window that is not 0
   */
  static float[][] of(
      NavigableMap<Long, WindowRow> rows, long[] ends, int fields, Windows windows) {
    boolean any = fields > 0 && ends.length > 0;
    int length = any ? ends.length + CovariatesConfig.MAX_PLAN : 0;
    long before = any ? ends[0] - 1 : 0;
    KnownHistory history = new KnownHistory(rows, windows, fields, length, before);
    for (int i = 0; i < length; i++) {
      history.walk(i, i < ends.length ? ends[i] : windows.nextEnd(history.taken));
    }
    return history.trimmed();
  }

  private void walk(int index, long end) {
    rows.subMap(taken, false, end, true).forEach(this::take);
    plans.moveTo(end, windows);
    taken = end;
    for (int field = 0; field < known.length; field++) {
      float[] plan = plans.of(field);
      known[field][index] = plan.length == 0 ? 0 : plan[0];
    }
  }

  private void take(long end, WindowRow row) {
    plans.moveTo(end, windows);
    plans.take(row.plans());
  }

  private float[][] trimmed() {
    for (int field = 0; field < known.length; field++) {
      int length = known[field].length;
      while (length > 0 && known[field][length - 1] == 0) {
        length--;
      }
      known[field] = Arrays.copyOf(known[field], length);
    }
    return known;
  }
}
