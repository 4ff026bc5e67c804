package io.sluice.train.network;

import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Networks of every shape, for tests of parity. */
public final class Architectures {
  private Architectures() {}

  /** Every cell with one to three layers, every head, and decoders. */
  public static Stream<Architecture> all() {
    Stream<Architecture> cells =
        Stream.of(Cell.values())
            .flatMap(
                cell -> IntStream.rangeClosed(1, 3).mapToObj(n -> Architecture.of(cell, n, 16)));
    Stream<Architecture> heads =
        Stream.of(HeadActivation.values())
            .map(head -> new Architecture(Cell.GRU, 1, 16, InitialState.LEARNED, head));
    return Stream.of(cells, stacks(), heads, decoders()).flatMap(shapes -> shapes);
  }

  /** Every cell in stacks of two and three layers, with residual connections, normalised, both. */
  private static Stream<Architecture> stacks() {
    List<Stacking> stackings =
        List.of(new Stacking(true, false), new Stacking(false, true), new Stacking(true, true));
    return Stream.of(Cell.values())
        .flatMap(
            cell ->
                IntStream.rangeClosed(2, 3)
                    .boxed()
                    .flatMap(
                        layers ->
                            stackings.stream().map(stacking -> stack(cell, layers, stacking))));
  }

  private static Architecture stack(Cell cell, int layers, Stacking stacking) {
    return new Architecture(
        cell, layers, 16, stacking, InitialState.ZERO, HeadActivation.NONE, null);
  }

  /** Networks with a decoder, whose season is shorter than any horizon here. */
  public static Stream<Architecture> decoders() {
    return Stream.of(HeadActivation.RELU, HeadActivation.LEAKY_RELU, HeadActivation.MAXOUT)
        .map(
            activation ->
                new Architecture(
                    Cell.GRU,
                    1,
                    16,
                    Stacking.PLAIN,
                    InitialState.LEARNED,
                    activation,
                    new Decoder(2, 3, 8)));
  }

  /** Every cell with one to three layers, and every head, all with a zero initial state. */
  public static Stream<Architecture> bidirectional() {
    return all()
        .filter(shape -> shape.decoder() == null)
        .map(
            from ->
                new Architecture(
                    from.cell(),
                    from.layers(),
                    from.hidden(),
                    from.stacking(),
                    InitialState.ZERO,
                    from.head(),
                    null));
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
            Matrices.gates(from.input(), gates, hidden, order),
            Matrices.gates(from.state(), gates, hidden, order),
            Matrices.gates(from.inputBias(), gates, hidden, order),
            Matrices.gates(from.stateBias(), gates, hidden, order)));
    return weights.with(layers, weights.initialState());
  }

  /** Random weights of a bidirectional network, whose untrained output would be all zeros. */
  public static Weights bidirectional(ModelSpec spec, long seed) {
    Weights weights = Initializer.bidirectional(spec, seed);
    List<Dense> head = new ArrayList<>(weights.head());
    Dense output = weights.output();
    float[] matrix = gaussian(output.matrix().length, seed);
    head.set(head.size() - 1, new Dense(matrix, output.bias()));
    return new Weights(weights.layers(), head, weights.initialState());
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
