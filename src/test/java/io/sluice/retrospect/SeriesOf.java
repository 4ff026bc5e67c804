package io.sluice.retrospect;

import io.sluice.history.series.Series;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Series of ten-minute windows, for tests. */
public final class SeriesOf {
  public static final double NONE = Double.NaN;
  private static final long WINDOW_MS = 600_000;

  private SeriesOf() {}

  /** One of given values. */
  public static Series values(double... values) {
    long[] starts = new long[values.length];
    Arrays.setAll(starts, t -> t * WINDOW_MS);
    return new Series("test value", starts, values);
  }

  /** One of a function of the window. */
  public static Series function(int windows, IntToDoubleFunction value) {
    double[] values = new double[windows];
    Arrays.setAll(values, value);
    return values(values);
  }
}
