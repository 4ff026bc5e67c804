package io.sluice.bench;

import io.sluice.bench.rig.Memory;
import io.sluice.bench.rig.Workload;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * What {@link Overload} measured.
 *
 * @param sent all records and windows, the backlog's included; each has been accounted for
 * @param sustained records per second that the pipeline works off
 * @param offered records per second that were sent
 * @param sendSeconds for how long they were sent
 * @param behind records that were not processed when the sending ended
 * @param catchUpSeconds from then until everything was committed
 * @param before memory before the overload, without garbage
 * @param during the most of each kind of memory until everything was committed
 * @param after memory when everything was committed, without garbage
 */
public record OverloadResult(
    Workload sent,
    double sustained,
    double offered,
    double sendSeconds,
    long behind,
    double catchUpSeconds,
    Memory before,
    Memory during,
    Memory after) {
  private static final double MIB = 1024.0 * 1024;

  /** Prints it for people. */
  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%,d keys, %d records per key and window; exactly-once, commits every second%n",
        sent.keys(),
        sent.perWindow());
    out.printf(Locale.ROOT, "  %-10s %,.0f records/s%n", "sustained", sustained);
    out.printf(
        Locale.ROOT,
        "  %-10s %,.0f records/s for %.0f s, %.1f times as many%n",
        "sent",
        offered,
        sendSeconds,
        offered / sustained);
    out.printf(
        Locale.ROOT,
        "  %-10s %,d records at the end, caught up in %.0f s%n",
        "behind",
        behind,
        catchUpSeconds);
    out.printf(
        Locale.ROOT,
        "  %-10s all of %,d records are in windows, all of %,d windows have a forecast%n",
        "kept",
        sent.records(),
        sent.windowsClosed());
    print(out, "before", before);
    print(out, "during", during);
    print(out, "after", after);
  }

  private static void print(PrintWriter out, String when, Memory memory) {
    out.printf(
        Locale.ROOT,
        "  %-10s heap %,.0f MiB of %,.0f, RocksDB %,.0f MiB, process %,.0f MiB%n",
        when,
        memory.heap() / MIB,
        Runtime.getRuntime().maxMemory() / MIB,
        memory.rocksDb() / MIB,
        memory.resident() / MIB);
  }
}
