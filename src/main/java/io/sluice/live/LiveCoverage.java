package io.sluice.live;

import java.util.concurrent.atomic.LongAdder;

/** How many values lay between the quantiles that had been published of them. Thread-safe. */
public final class LiveCoverage {
  private final LongAdder forecast = new LongAdder();
  private final LongAdder covered = new LongAdder();

  /** A value and its quantiles; NaN: there is none. */
  void add(double value, double lower, double upper) {
    if (!Double.isNaN(value) && !Double.isNaN(lower)) {
      forecast.increment();
      covered.add(lower <= value && value <= upper ? 1 : 0);
    }
  }

  /** How many values had been forecast. */
  public long values() {
    return forecast.sum();
  }

  /** Their share, 0 to 1; NaN: there was no value that had been forecast. */
  public double share() {
    long all = forecast.sum();
    return all == 0 ? Double.NaN : (double) covered.sum() / all;
  }
}
