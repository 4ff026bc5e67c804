package io.sluice.model.onnx;

/**
 * How many rows a run is padded to. Buckets are multiples of {@value #GRAIN} rows, because a row's
 * result must not depend on its place or its company: kernels compute the values at the end of an
 * array that do not fill a vector register in another way, and the last bit of a result changes.
 * Four values fill a register of today's builds. Above 32 rows there are four buckets to a
 * doubling.
 */
public final class RowBuckets {
  /** Every bucket is a multiple of it. */
  public static final int GRAIN = 8;

  private RowBuckets() {}

  /** The rows that a run of {@code rows} rows is padded to. */
  public static int of(int rows) {
    int step = Math.max(GRAIN, Integer.highestOneBit(rows - 1) / 4);
    return (rows + step - 1) / step * step;
  }
}
