package io.sluice.history.series;

import io.sluice.config.TargetConfig.Bounds;
import java.util.Arrays;
import java.util.function.DoublePredicate;

/**
 * One target of one key, window by window: the windows in which the calendar expects data, and
 * those that had some all the same, from the key's first value to its last. What is known in
 * advance may reach beyond.
 */
public final class Series {
  private final String name;
  private final long[] starts;
  private final double[] values;
  private final KnownField[] known;
  private final Bounds bounds;

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
    this(name, Bounds.NONE, starts, values, known);
  }

  /**
   * The same of a target with bounds.
   *
   * @param bounds beyond which nothing is forecast
   */
  Series(String name, Bounds bounds, long[] starts, double[] values, KnownField... known) {
    if (starts.length != values.length) {
      throw new IllegalArgumentException("a series needs as many values as windows");
    }
    this.name = name;
    this.starts = starts;
    this.values = values;
    this.known = known;
    this.bounds = bounds;
  }

  /** Beyond which nothing is forecast. */
  public Bounds bounds() {
    return bounds;
  }

  public String name() {
    return name;
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
    return new Series(name, bounds, Arrays.copyOf(starts, end), Arrays.copyOf(values, end), known);
  }

  /** The same windows, without the values of those that are hidden. */
  public Series without(boolean[] hidden) {
    double[] others = values.clone();
    for (int t = 0; t < others.length; t++) {
      others[t] = hidden[t] ? Double.NaN : others[t];
    }
    return new Series(name, bounds, starts, others, known);
  }
}
