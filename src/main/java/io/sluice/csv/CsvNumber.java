package io.sluice.csv;

/** Numbers as cells of the files that are written; what is not finite is an empty cell. */
public final class CsvNumber {
  private CsvNumber() {}

  /** A value that somebody observed: reading it gives the same double. */
  public static String exact(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  /** A value that a model made, in the seven digits of float32 where that reaches so far. */
  public static String rounded(double value) {
    float rounded = (float) value;
    return Float.isFinite(rounded) ? Float.toString(rounded) : exact(value);
  }
}
