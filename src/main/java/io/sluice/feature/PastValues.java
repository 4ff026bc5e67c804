package io.sluice.feature;

/** The last values of one target, observed and imputed ones, in the source's unit. Mutable. */
public final class PastValues {
  private final double[] values;
  private int count;
  private int next;

  /** An empty history of at most {@code capacity} values, at least 1. */
  public PastValues(int capacity) {
    values = new double[capacity];
  }

  /** Adds the newest value; the oldest goes when the history is full. */
  public void add(double value) {
    values[next] = value;
    next = next + 1 == values.length ? 0 : next + 1;
    count = Math.min(count + 1, values.length);
  }

  /** Forgets all values. */
  public void clear() {
    count = 0;
  }

  /** The number of values. */
  public int count() {
    return count;
  }

  /** A value; 0 is the newest, {@code count - 1} the oldest. */
  public double newest(int back) {
    int at = next - 1 - back;
    return values[at < 0 ? at + values.length : at];
  }

  /** Becomes a copy of another one of the same capacity. */
  public void copy(PastValues other) {
    System.arraycopy(other.values, 0, values, 0, values.length);
    count = other.count;
    next = other.next;
  }
}
