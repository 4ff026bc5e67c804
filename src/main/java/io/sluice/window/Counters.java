package io.sluice.window;

import io.sluice.config.Aggregate.Function;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.window.summary.LastReading;
import io.sluice.window.summary.Readings;
import java.util.List;

/**
 * The values of closed windows, those of counters among them: what a counter rose by since the last
 * reading of an earlier window, and how fast. The one rule for the service and for histories.
 *
 * <p>With windows of 10 minutes and one reading in each:
 *
 * <table>
 * <caption>A counter</caption>
 * <tr><th>reading</th><td>100</td><td>112</td><td>-</td><td>-</td><td>142</td><td>5</td></tr>
 * <tr><th>delta</th><td>-</td><td>12</td><td>-</td><td>-</td><td>10: a third of 30</td><td>5: a restart</td></tr>
 * </table>
 */
public final class Counters {
  private static final double SECOND_MS = 1000;

  private final Windows windows;
  private final long keyTtl;
  private final List<TargetConfig> targets;

  /** The counters of a pipeline. */
  public Counters(PipelineConfig config, Windows windows) {
    this.windows = windows;
    this.keyTtl = config.keyTtl().toMillis();
    this.targets = config.targets();
  }

  /**
   * The value of a target in a window; NaN when it has none, as the first window of a counter.
   *
   * @param last the counter's newest reading of the windows before; becomes that of this window
   * @param end of the window, epoch ms
   */
  public double value(WindowRow row, int target, LastReading last, long end) {
    Readings readings = row.readings(target);
    if (readings == null) {
      return row.value(target);
    }
    double value =
        isUsable(last, end) ? since(last, readings, targets.get(target), end) : Double.NaN;
    last.set(readings);
    return value;
  }

  /**
   * The values of a window, one per target, finite; NaN where there is none.
   *
   * @param last the newest readings, one per target; become those of this window
   * @param isZeroFilled whether a window without a value is zero where the pipeline says so
   */
  public double[] values(WindowRow row, LastReading[] last, long end, boolean isZeroFilled) {
    double[] values = new double[targets.size()];
    boolean isEmpty = isZeroFilled && !row.hasValue();
    for (int i = 0; i < values.length; i++) {
      boolean isZero = isEmpty && targets.get(i).isZeroFilled();
      values[i] = isZero ? 0 : finite(value(row, i, last[i], end));
    }
    return values;
  }

  /** A sum of huge values is not. */
  private static double finite(double value) {
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value)); // NaN stays
  }

  /** A reading is forgotten when a key that rested since would be. */
  private boolean isUsable(LastReading last, long end) {
    return last.isKnown() && end <= windows.endOf(windows.endOf(last.time()) + keyTtl);
  }

  private double since(LastReading last, Readings readings, TargetConfig target, long end) {
    double increase = readings.increaseSince(last.value(), target.counterEnd());
    return target.aggregate().function() == Function.RATE
        ? increase * SECOND_MS / (readings.lastTime() - last.time())
        : increase / passed(last.time(), end);
  }

  /** Windows from that of a time, which is not counted, to another, whether expected or not. */
  private long passed(long time, long end) {
    return Math.max(1, Math.round((double) (end - windows.endOf(time)) / windows.size()));
  }
}
