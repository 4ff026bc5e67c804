package io.sluice.bench;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;

/** What {@link ApiLatency} measured. */
public final class ApiLatencyResult {
  private static final double MILLI = 1e6;

  private final int keys;
  private final double recordsPerSecond;
  private final double busy;
  private final long[] nanos;

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
    this.nanos = nanos.clone();
    Arrays.sort(this.nanos);
  }

  /** How many questions were answered. */
  public int answers() {
    return nanos.length;
  }

  /**
   * A quantile: the least time that so large a part of the answers does not exceed.
   *
   * @param level in (0, 1]
   * @return ms
   */
  public double millis(double level) {
    int rank = (int) Math.ceil(level * nanos.length);
    return nanos[Math.max(1, rank) - 1] / MILLI;
  }

  /** Prints it for people. */
  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%,d keys, %,.0f records/s, stream threads busy for %.0f%%; %,d questions about a series%n",
        keys,
        recordsPerSecond,
        100 * busy,
        nanos.length);
    print(out, "p50", 0.5);
    print(out, "p99", 0.99);
    print(out, "p99.9", 0.999);
    print(out, "max", 1);
  }

  private void print(PrintWriter out, String name, double level) {
    out.printf(Locale.ROOT, "  %-5s %,8.1f ms%n", name, millis(level));
  }
}
