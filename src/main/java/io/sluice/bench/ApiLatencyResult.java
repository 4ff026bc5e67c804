package io.sluice.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** What {@link ApiLatency} measured. */
public final class ApiLatencyResult {
  private final int keys;
  private final double recordsPerSecond;
  private final double busy;
  private final Latencies latencies;

  /**
   * A result.
   *
   * @param recordsPerSecond that the pipeline read meanwhile
   * @param busy share of the time in which its stream threads had the CPU
   * @param nanos by question, until it was answered, ns; at least one
   */
  ApiLatencyResult(int keys, double recordsPerSecond, double busy, long[] nanos) {
    this.keys = keys;
    this.recordsPerSecond = recordsPerSecond;
    this.busy = busy;
    this.latencies = new Latencies(nanos);
  }

  /** How many questions were answered. */
  public int answers() {
    return latencies.count();
  }

  /**
   * A quantile: the least time that so large a part of the answers does not exceed.
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
        "%n%,d keys, %,.0f records/s, stream threads busy for %.0f%%; %,d questions about a series%n",
        keys,
        recordsPerSecond,
        100 * busy,
        latencies.count());
    latencies.print(out);
  }
}
