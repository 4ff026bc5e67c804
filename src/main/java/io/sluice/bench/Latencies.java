package io.sluice.bench;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;

/** How long things took, and the quantiles of that. */
final class Latencies {
  private static final double MILLI = 1e6;

  private final long[] nanos;

  /** Of so many ns each; at least one. */
  Latencies(long[] nanos) {
    this.nanos = nanos.clone();
    Arrays.sort(this.nanos);
  }

  int count() {
    return nanos.length;
  }

  /**
   * A quantile: the least time that so large a part of them does not exceed.
   *
   * @param level in (0, 1]
   * @return ms
   */
  double millis(double level) {
    int rank = (int) Math.ceil(level * nanos.length);
    return nanos[Math.max(1, rank) - 1] / MILLI;
  }

  /** Prints some quantiles for people. */
  void print(PrintWriter out) {
    print(out, "p50", 0.5);
    print(out, "p99", 0.99);
    print(out, "p99.9", 0.999);
    print(out, "max", 1);
  }

  private void print(PrintWriter out, String name, double level) {
    out.printf(Locale.ROOT, "  %-5s %,8.1f ms%n", name, millis(level));
  }
}
