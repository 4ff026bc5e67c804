package io.sluice.history.series;

import io.sluice.config.TargetConfig.Bounds;
import io.sluice.state.Seen;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * One target of one key, window by window: the windows in which the calendar expects data, and
 * those that had some all the same, from the key's first value to its last; where nothing is zero,
 * to the end of the history, unless the key is forgotten before. What is known in advance may reach
 * beyond.
 */
public final class Series {
  private final String name;
  private final String dimension;
  private final long[] starts;
  private final double[] values;
  private final KnownField[] known;
  private final Bounds bounds;
  private final @Nullable BitSet heard;

  /** A series of which nothing is known in advance. */
  public Series(String name, long[] starts, double[] values) {
    this(name, starts, values, new KnownField[0]);
  }

  /**
   * Takes the arrays as they are.
   *
   * @param name key and target, for people
   * @param starts window starts, milliseconds since the epoch, ascending
   * @param values the windows' values, NaN for a window without one
   * @param known the fields that are known in advance; may be shared
   */
  public Series(String name, long[] starts, double[] values, KnownField... known) {
    this(name, "", Bounds.NONE, null, starts, values, known);
  }

  /**
   * The same of a target with bounds, or of which nothing is zero.
   *
   * @param dimension see {@link #dimension()}
   * @param bounds beyond which nothing is forecast
   * @param heard the windows in which the key had an event; null: all with a value
   */
  Series(
      String name,
      String dimension,
      Bounds bounds,
      @Nullable BitSet heard,
      long[] starts,
      double[] values,
      KnownField... known) {
    if (starts.length != values.length) {
      throw new IllegalArgumentException("a series needs as many values as windows");
    }
    this.name = name;
    this.dimension = dimension;
    this.starts = starts;
    this.values = values;
    this.known = known;
    this.bounds = bounds;
    this.heard = heard;
  }

  /** Beyond which nothing is forecast. */
  public Bounds bounds() {
    return bounds;
  }

  public String name() {
    return name;
  }

  /**
   * What it is a series of, beside others: the target; where the keys of files are kept apart, the
   * key within its file and the target. Of a table of multivariate items it is the column.
   */
  public String dimension() {
    return dimension;
  }

  /** The number of windows. */
  public int length() {
    return starts.length;
  }

  /** Start of a window, milliseconds since the epoch. */
  public long start(int window) {
    return starts[window];
  }

  /** Value of a window, NaN when it has none. */
  public double value(int window) {
    return values[window];
  }

  /** What a window says of its key, as far as this target does. */
  public Seen seen(int window) {
    if (!isObserved(window)) {
      return Seen.MISSING;
    }
    if (heard == null || values[window] != 0) {
      return Seen.VALUE;
    }
    return heard.get(window) ? Seen.ZERO : Seen.NOTHING;
  }

  /** Whether a window had a value. */
  public boolean isObserved(int window) {
    return !Double.isNaN(values[window]);
  }

  /**
   * What was known in a window of the one so many windows after it, 0 where nothing was.
   *
   * @param field among the pipeline's that are known in advance
   * @param window from 0 on, and on beyond the last
   * @param ahead 0: of the window itself
   */
  public float known(int field, int window, int ahead) {
    return field < known.length ? known[field].of(window, ahead) : 0;
  }

  /** The number of windows with a value that a test, such as a scaler's, accepts. */
  public int values(DoublePredicate accepted) {
    return (int) Arrays.stream(values).filter(accepted).count();
  }

  /** Whether all values are the same. */
  public boolean isConstant() {
    double first =
        Arrays.stream(values).filter(value -> !Double.isNaN(value)).findFirst().orElse(0);
    return Arrays.stream(values).allMatch(value -> Double.isNaN(value) || value == first);
  }

  /** The windows that start before a time, and what was known in them. */
  public Series before(long time) {
    int found = Arrays.binarySearch(starts, time);
    int end = found >= 0 ? found : -found - 1;
    return new Series(
        name,
        dimension,
        bounds,
        heard,
        Arrays.copyOf(starts, end),
        Arrays.copyOf(values, end),
        known);
  }

  /** The same windows, without the values of those that are hidden. */
  public Series without(boolean[] hidden) {
    double[] others = values.clone();
    for (int t = 0; t < others.length; t++) {
      others[t] = hidden[t] ? Double.NaN : others[t];
    }
    return new Series(name, dimension, bounds, heard, starts, others, known);
  }
}
