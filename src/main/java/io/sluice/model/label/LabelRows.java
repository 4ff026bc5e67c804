package io.sluice.model.label;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row of one number per label for each thing that was met, see {@link LabelFeatures}. Immutable
 * once made; the arrays are not copied.
 */
public final class LabelRows {
  /** The most numbers, of all rows together. */
  public static final int MAX_VALUES = 1 << 20;

  private final int labels;
  private final long[] keys;
  private final float[] values;

  /**
   * Rows.
   *
   * @param labels the number of labels, at least 1
   * @param keys ascending
   * @param values {@code [keys, labels]}, row-major, finite
   * @throws IllegalArgumentException when they do not fit each other, or are too many
   */
  public LabelRows(int labels, long[] keys, float[] values) {
    if (labels < 1 || values.length != keys.length * labels || values.length > MAX_VALUES) {
      throw new IllegalArgumentException(
          "%d rows of %d labels with %d values, there may be %d"
              .formatted(keys.length, labels, values.length, MAX_VALUES));
    }
    for (int i = 1; i < keys.length; i++) {
      if (keys[i] <= keys[i - 1]) {
        throw new IllegalArgumentException("the keys of rows do not ascend");
      }
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("a row has " + value);
      }
    }
    this.labels = labels;
    this.keys = keys;
    this.values = values;
  }

  /** The number of labels. */
  public int labels() {
    return labels;
  }

  /** The number of rows. */
  public int size() {
    return keys.length;
  }

  /** The number that a row goes by. */
  public long key(int row) {
    return keys[row];
  }

  /** Where the row of a key begins among the values; negative: there is none. */
  int find(long key) {
    int row = Arrays.binarySearch(keys, key);
    return row < 0 ? -1 : row * labels;
  }

  /** A value by its place: a row's begin and the label. */
  public float value(int at) {
    return values[at];
  }

  /** A value of a row that may not be there: 0. */
  float of(int begin, int label) {
    return begin < 0 ? 0 : values[begin + label];
  }

  /** The sum of a row that may not be there. */
  float sum(int begin) {
    float sum = 0;
    for (int i = 0; begin >= 0 && i < labels; i++) {
      sum += values[begin + i];
    }
    return sum;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelRows rows
        && rows.labels == labels
        && Arrays.equals(rows.keys, keys)
        && Arrays.equals(rows.values, values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(keys);
  }
}
