package io.sluice.bench;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * What {@link Restore} measured.
 *
 * @param keys keys whose state was restored
 * @param windows windows that each of them had behind it
 * @param disk bytes of the stores on the local disk, before they were deleted
 * @param changelog bytes of the changelogs on the broker
 * @param warmSeconds from the start until all tasks ran, with the stores in place
 * @param coldSeconds the same without them
 */
public record RestoreResult(
    int keys, int windows, long disk, long changelog, double warmSeconds, double coldSeconds) {
  private static final double MIB = 1024.0 * 1024;

  /** Prints it for people. */
  public void print(PrintWriter out) {
    out.printf(Locale.ROOT, "%n%,d keys with %,d windows each%n", keys, windows);
    out.printf(Locale.ROOT, "  %-10s %,.0f MiB of local disk%n", "stores", disk / MIB);
    out.printf(Locale.ROOT, "  %-10s %,.0f MiB on the broker%n", "changelogs", changelog / MIB);
    out.printf(Locale.ROOT, "  %-10s %.1f s with the stores in place%n", "start", warmSeconds);
    out.printf(
        Locale.ROOT,
        "  %-10s %.1f s without them: %,.0f keys/s%n",
        "restore",
        coldSeconds,
        keys / coldSeconds);
  }
}
