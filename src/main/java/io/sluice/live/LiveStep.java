package io.sluice.live;

import org.jspecify.annotations.Nullable;

/**
 * How a window came to its verdict and its forecast. The arrays are not changed.
 *
 * @param charts what each chart said, {@code [targets][charts]} flattened; null: it was not judged
 * @param input what the model was run on; null: nothing is known in advance, so that nothing about
 *     it could be otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LiveStep(float @Nullable [] charts, @Nullable Input input) {
  private static final int OBJECT_BYTES = 96;

  /**
   * A key's rows of a run.
   *
   * @param x {@code [lanes][features]} flattened
   * @param state the recurrent state before the window, {@code [lanes][state_size]} flattened
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Input(float[] x, float[] state) {}

  /** About what it takes in memory. */
  long bytes() {
    long floats = charts == null ? 0 : charts.length;
    floats += input == null ? 0 : input.x.length + input.state.length;
    return OBJECT_BYTES + floats * Float.BYTES;
  }
}
