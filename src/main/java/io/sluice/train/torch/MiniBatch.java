package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sluice.train.lesson.Encoder;
import io.sluice.train.lesson.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Examples of about the same length that are stepped side by side. */
final class MiniBatch {
  private final List<Example> examples;
  private final int steps;

  private MiniBatch(List<Example> examples) {
    this.examples = examples;
    this.steps = examples.stream().mapToInt(Example::steps).max().orElseThrow();
  }

  /** The pieces as numbers. */
  static <P> MiniBatch of(List<P> pieces, Encoder<P> encoder) {
    return new MiniBatch(pieces.stream().map(encoder::encode).toList());
  }

  /**
   * Groups pieces by length; equal lengths stay in the order they come in.
   *
   * @param even whether pieces of different lengths are kept apart: what runs backward would begin
   *     in the zeros after a shorter one
   */
  static <P> List<List<P>> group(List<P> pieces, int size, Encoder<P> encoder, boolean even) {
    List<P> sorted = new ArrayList<>(pieces);
    sorted.sort(Comparator.comparingInt(encoder::steps));
    List<List<P>> groups = new ArrayList<>();
    int to;
    for (int from = 0; from < sorted.size(); from = to) {
      to = Math.min(from + size, sorted.size());
      int least = encoder.steps(sorted.get(from));
      while (even && encoder.steps(sorted.get(to - 1)) > least) {
        to--;
      }
      groups.add(List.copyOf(sorted.subList(from, to)));
    }
    return groups;
  }

  int size() {
    return examples.size();
  }

  /** Steps of the longest example. */
  int steps() {
    return steps;
  }

  /** Inputs {@code [batch, to - from, features]}; zeros after an example's end. */
  NDArray x(NDManager manager, int from, int to, int features) {
    float[] x = new float[size() * (to - from) * features];
    for (int row = 0; row < size(); row++) {
      copy(examples.get(row), examples.get(row).x(), from, to, features, x, row);
    }
    return manager.create(x, new Shape(size(), to - from, features));
  }

  /**
   * Targets {@code [batch * forecasts * horizon]}; NaN where nothing is to be learnt.
   *
   * @param forecasts the steps that they belong to
   */
  float[] y(int from, int to, int horizon, Stride forecasts) {
    float[] all = new float[size() * (to - from) * horizon];
    Arrays.fill(all, Float.NaN);
    for (int row = 0; row < size(); row++) {
      copy(examples.get(row), examples.get(row).y(), from, to, horizon, all, row);
    }
    return pick(all, to - from, horizon, forecasts);
  }

  /** The weight of each target, likewise. */
  float[] weights(int from, int to, int horizon, Stride forecasts) {
    float[] perStep = new float[size() * (to - from)];
    for (int row = 0; row < size(); row++) {
      copy(examples.get(row), examples.get(row).weights(), from, to, 1, perStep, row);
    }
    float[] picked = pick(perStep, to - from, 1, forecasts);
    float[] weights = new float[picked.length * horizon];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = picked[i / horizon];
    }
    return weights;
  }

  private float[] pick(float[] all, int steps, int width, Stride forecasts) {
    if (forecasts.every() == 1) {
      return all;
    }
    int count = forecasts.count(steps);
    float[] picked = new float[size() * count * width];
    for (int i = 0; i < size() * count; i++) {
      int step = i / count * steps + forecasts.first() + i % count * forecasts.every();
      System.arraycopy(all, step * width, picked, i * width, width);
    }
    return picked;
  }

  private static void copy(
      Example example, float[] source, int from, int to, int width, float[] target, int row) {
    int end = Math.min(to, example.steps());
    if (end > from) {
      System.arraycopy(
          source, from * width, target, row * (to - from) * width, (end - from) * width);
    }
  }
}
