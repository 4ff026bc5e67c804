package io.sluice.train.network;

import io.sluice.train.network.Weights.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Networks of every shape, for tests of parity. */
public final class Architectures {
  private Architectures() {}

  /** Every cell with one to three layers, and every head. */
  public static Stream<Architecture> all() {
    return all(InitialState.LEARNED);
  }

  /** The same; the networks with other heads begin with the initial state. */
  public static Stream<Architecture> all(InitialState initialState) {
    Stream<Architecture> cells =
        Stream.of(Cell.values())
            .flatMap(
                cell -> IntStream.rangeClosed(1, 3).mapToObj(n -> Architecture.of(cell, n, 16)));
    Stream<Architecture> heads =
        Stream.of(HeadActivation.values())
            .map(head -> new Architecture(Cell.GRU, 1, 16, initialState, head));
    return Stream.concat(cells, heads);
  }

  /** The weights with two gates of the first layer changed over. */
  public static Weights swapGates(ModelSpec spec, Weights weights, int one, int other) {
    return swapGates(spec, weights, 0, one, other);
  }

  /** The weights with two gates of one entry of the layers changed over. */
  public static Weights swapGates(ModelSpec spec, Weights weights, int entry, int one, int other) {
    int gates = spec.architecture().cell().gates();
    int hidden = spec.architecture().hidden();
    int[] order = IntStream.range(0, gates).toArray();
    order[one] = other;
    order[other] = one;
    Layer from = weights.layers().get(entry);
    List<Layer> layers = new ArrayList<>(weights.layers());
    layers.set(
        entry,
        new Layer(
            Columns.gates(from.input(), gates, hidden, order),
            Columns.gates(from.state(), gates, hidden, order),
            Columns.gates(from.inputBias(), gates, hidden, order),
            Columns.gates(from.stateBias(), gates, hidden, order)));
    return new Weights(layers, weights.head(), weights.initialState());
  }

  /** An input as {@code [steps][features]}, in doubles. */
  public static double[][] rows(float[] x, int features) {
    double[][] rows = new double[x.length / features][features];
    for (int i = 0; i < x.length; i++) {
      rows[i / features][i % features] = x[i];
    }
    return rows;
  }

  /** Gaussian inputs. */
  public static float[] gaussian(int size, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
