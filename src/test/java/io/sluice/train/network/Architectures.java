package io.sluice.train.network;

import io.sluice.train.network.Weights.Layer;
import java.util.ArrayList;
import java.util.List;
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
    return Stream.of(cells, heads, decoders()).flatMap(shapes -> shapes);
  }

  /** Networks with a decoder, whose season is shorter than any horizon here. */
  public static Stream<Architecture> decoders() {
    return Stream.of(HeadActivation.RELU, HeadActivation.LEAKY_RELU, HeadActivation.MAXOUT)
        .map(
            activation ->
                new Architecture(
                    Cell.GRU, 1, 16, InitialState.LEARNED, activation, new Decoder(2, 3, 8)));
  }

  /** The weights with two gates of the first layer changed over. */
  public static Weights swapGates(ModelSpec spec, Weights weights, int one, int other) {
    int gates = spec.architecture().cell().gates();
    int hidden = spec.architecture().hidden();
    int[] order = IntStream.range(0, gates).toArray();
    order[one] = other;
    order[other] = one;
    Layer from = weights.layers().get(0);
    List<Layer> layers = new ArrayList<>(weights.layers());
    layers.set(
        0,
        new Layer(
            Columns.gates(from.input(), gates, hidden, order),
            Columns.gates(from.state(), gates, hidden, order),
            Columns.gates(from.inputBias(), gates, hidden, order),
            Columns.gates(from.stateBias(), gates, hidden, order)));
    return weights.with(layers, weights.initialState());
  }
}
