package io.sluice.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** What {@link Latency} measured. */
public final class LatencyResult {
  private final double perSecond;
  private final Duration window;
  private final long windows;
  private final int keys;
  private final Latencies latencies;

  /**
   * A result.
   *
   * @param perSecond records sent per second
   * @param window the length of a window
   * @param windows how many windows closed while it was measured
   * @param keys of which each has a forecast in each of them
   * @param nanos by forecast, from the record that closes its window to where a reader has it, ns;
   *     at least one
   */
  LatencyResult(double perSecond, Duration window, long windows, int keys, long[] nanos) {
    this.perSecond = perSecond;
    this.window = window;
    this.windows = windows;
    this.keys = keys;
    this.latencies = new Latencies(nanos);
  }

  /** How many forecasts were read. */
  public int forecasts() {
    return latencies.count();
  }

  /** How many windows closed, each counted once. */
  public long windows() {
    return windows;
  }

  /** Forecasts that were not read within half a minute. */
  public long missing() {
    return windows * keys - latencies.count();
  }

  /**
   * A quantile: the least latency that so large a part of the forecasts does not exceed.
   *
   * @param level in (0, 1]
   * @return ms
   */
  public double millis(double level) {
    return latencies.millis(level);
  }

  /** Prints it for people. */
  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%,.0f records/s, windows of %,d ms; %,d windows, %,d forecasts%n",
        perSecond,
        window.toMillis(),
        windows,
        latencies.count());
    out.printf("from the record that closes a window to a forecast that can be read%n");
    latencies.print(out);
    if (missing() > 0) {
      out.printf(Locale.ROOT, "  %,d forecasts did not come within half a minute%n", missing());
    }
  }
}
