package io.sluice.cli.demo;

import java.util.ArrayList;
import java.util.List;

/** Numbers as a row of bars. */
final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final char MISSING = '·';

  private Sparkline() {}

  /**
   * One character per number; the lowest bar is {@code low}, the highest {@code high}. What is no
   * number is a dot.
   */
  static String of(List<Double> values, double low, double high) {
    StringBuilder line = new StringBuilder();
    for (double value : values) {
      if (Double.isNaN(value)) {
        line.append(MISSING);
      } else {
        double share = high > low ? (value - low) / (high - low) : 0.5;
        int index = (int) Math.round(share * (BARS.length() - 1));
        line.append(BARS.charAt(Math.max(0, Math.min(BARS.length() - 1, index))));
      }
    }
    return line.toString();
  }

  /** The numbers among the values of two lists. */
  static List<Double> numbers(List<Double> first, List<Double> second) {
    List<Double> all = new ArrayList<>(first);
    all.addAll(second);
    all.removeIf(value -> value.isNaN());
    return all;
  }
}
