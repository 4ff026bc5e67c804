package io.sluice.bench;

import io.sluice.bench.rig.Cores;
import java.io.PrintWriter;
import java.util.Locale;

/** What {@link ApiLatency} measured. */
public final class ApiLatencyResult {
  private final int keys;
  private final double recordsPerSecond;
  private final double busy;
  private final Latencies latencies;
  private final Latencies handler;
  private final Latencies stalls;
  private final Cores.Shares shares;

  /**
   * A result.
   *
   * @param recordsPerSecond that the pipeline read meanwhile
   * @param busy share of the time in which its stream threads had the CPU
   * @param nanos by question, until it was answered, ns; at least one
   * @param handlerNanos of that, in the service's handler
   * @param late by how much a thread was late that only wakes, ns; at least one
   * @param shares what the cores did
   */
  ApiLatencyResult(
      int keys,
      double recordsPerSecond,
      double busy,
      long[] nanos,
      long[] handlerNanos,
      long[] late,
      Cores.Shares shares) {
    this.keys = keys;
    this.recordsPerSecond = recordsPerSecond;
    this.busy = busy;
    this.latencies = new Latencies(nanos);
    this.handler = new Latencies(handlerNanos);
    this.stalls = new Latencies(late);
    this.shares = shares;
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
    out.printf(
        Locale.ROOT,
        "cores: %.0f%% of their time for this process, %.0f%% for others%n%n",
        100 * shares.own(),
        100 * shares.others());
    out.printf(Locale.ROOT, "  %-26s%8s%8s%8s%8s%n", "milliseconds", "p50", "p99", "p99.9", "max");
    line(out, "until answered", latencies);
    line(out, "of that, in the handler", handler);
    line(out, "a thread that only wakes", stalls);
  }

  private static void line(PrintWriter out, String name, Latencies of) {
    out.printf(
        Locale.ROOT,
        "  %-26s%8.1f%8.1f%8.1f%8.1f%n",
        name,
        of.millis(0.5),
        of.millis(0.99),
        of.millis(0.999),
        of.millis(1));
  }
}
