package io.sluice.train.gru;

import java.util.Arrays;

/** Rearranges the columns of row-major matrices. */
final class Columns {
  private Columns() {}

  /**
   * The columns from {@code from} to {@code to}, exclusive, of a matrix of {@code width} columns.
   */
  static float[] of(float[] matrix, int width, int from, int to) {
    int rows = matrix.length / width;
    float[] result = new float[rows * (to - from)];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(matrix, row * width + from, result, row * (to - from), to - from);
    }
    return result;
  }

  /** One matrix on top of another. */
  static float[] above(float[] upper, float[] lower) {
    float[] result = Arrays.copyOf(upper, upper.length + lower.length);
    System.arraycopy(lower, 0, result, upper.length, lower.length);
    return result;
  }

  /**
   * Of a matrix whose columns are {@code groups} groups of {@code size}, the first column of each
   * group, then the rest of each.
   */
  static float[] firstOfEach(float[] matrix, int groups, int size) {
    float[] result = new float[matrix.length];
    for (int row = 0; row < matrix.length; row += groups * size) {
      for (int group = 0; group < groups; group++) {
        int source = row + group * size;
        result[row + group] = matrix[source];
        int rest = row + groups + group * (size - 1);
        System.arraycopy(matrix, source + 1, result, rest, size - 1);
      }
    }
    return result;
  }
}
