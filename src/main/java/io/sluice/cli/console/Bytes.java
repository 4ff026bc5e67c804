package io.sluice.cli.console;

import java.util.Locale;

/** Sizes for people. */
public final class Bytes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Bytes() {}

  /** Three digits at the most: {@code 353 B}, {@code 33.7 MiB}, {@code 104 GiB}. */
  public static String format(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String pattern = unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, pattern, value, UNITS[unit]);
  }
}
