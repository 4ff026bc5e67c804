package io.sluice.train.network;

import java.util.Arrays;

/** Rearranges row-major matrices. */
public final class Matrices {
  private Matrices() {}

  /**
   * Of a matrix whose columns are {@code gates} blocks of {@code size}, the blocks in {@code
   * order}.
   */
  static float[] gates(float[] matrix, int gates, int size, int... order) {
    int rows = matrix.length / (gates * size);
    float[] result = new float[rows * order.length * size];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < order.length; i++) {
        int source = (row * gates + order[i]) * size;
        System.arraycopy(matrix, source, result, (row * order.length + i) * size, size);
      }
    }
    return result;
  }

  /** A matrix {@code [rows, columns]} with its columns as rows. */
  public static float[] transposed(float[] matrix, int rows, int columns) {
    float[] result = new float[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result[column * rows + row] = matrix[row * columns + column];
      }
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
