package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sluice.train.data.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Sequences of about the same length that are stepped side by side. */
final class MiniBatch {
  private final List<Sequence> sequences;
  private final int steps;

  private MiniBatch(List<Sequence> sequences) {
    this.sequences = sequences;
    this.steps = sequences.stream().mapToInt(Sequence::steps).max().orElseThrow();
  }

  /**
   * Groups sequences by length; equal lengths stay in the order they come in.
   *
   * @param even whether sequences of different lengths are kept apart: what runs backward would
   *     begin in the zeros after a shorter one
   */
  static List<MiniBatch> group(List<Sequence> sequences, int size, boolean even) {
    List<Sequence> sorted = new ArrayList<>(sequences);
    sorted.sort(Comparator.comparingInt(Sequence::steps));
    List<MiniBatch> batches = new ArrayList<>();
    int to;
    for (int from = 0; from < sorted.size(); from = to) {
      to = Math.min(from + size, sorted.size());
      while (even && sorted.get(to - 1).steps() > sorted.get(from).steps()) {
        to--;
      }
      batches.add(new MiniBatch(List.copyOf(sorted.subList(from, to))));
    }
    return batches;
  }

  int size() {
    return sequences.size();
  }

  /** Steps of the longest sequence. */
  int steps() {
    return steps;
  }

  /** Inputs {@code [batch, to - from, features]}; zeros after a sequence's end. */
  NDArray x(NDManager manager, int from, int to, int features) {
    float[] x = new float[size() * (to - from) * features];
    for (int row = 0; row < size(); row++) {
      copy(sequences.get(row), sequences.get(row).x(), from, to, features, x, row);
    }
    return manager.create(x, new Shape(size(), to - from, features));
  }

  /** Targets {@code [batch * (to - from) * horizon]}; NaN where nothing is to be learnt. */
  float[] y(int from, int to, int horizon) {
    float[] y = new float[size() * (to - from) * horizon];
    Arrays.fill(y, Float.NaN);
    for (int row = 0; row < size(); row++) {
      copy(sequences.get(row), sequences.get(row).y(), from, to, horizon, y, row);
    }
    return y;
  }

  private static void copy(
      Sequence sequence, float[] source, int from, int to, int width, float[] target, int row) {
    int end = Math.min(to, sequence.steps());
    if (end > from) {
      System.arraycopy(
          source, from * width, target, row * (to - from) * width, (end - from) * width);
    }
  }
}
