package io.sluice.train.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a stacked recurrent network with a quantile head. Matrices are row-major and
 * are multiplied from the right ({@code y = x W + b}); gates stand in PyTorch's order, see {@link
 * Cell}.
 *
 * <p>The output's columns are, per target and horizon step, the median followed by one raw
 * increment per other level: those below the median from the lowest level up, then those above it.
 */
public final class Weights {

  /** One layer: {@code [inputs, gates hidden]}, {@code [hidden, gates hidden]} and two biases. */
  @SuppressWarnings("ArrayRecordComponent") // never compared: a carrier of four arrays
  public record Layer(float[] input, float[] state, float[] inputBias, float[] stateBias) {}

  /** A matrix and its bias. */
  @SuppressWarnings("ArrayRecordComponent") // never compared: a carrier of two arrays
  public record Dense(float[] matrix, float[] bias) {}

  /**
   * The parameters of a {@link Decoder}; {@code units} are the columns of its layer, those of all
   * pieces of the activation.
   *
   * @param context {@code C}, {@code [hidden, units]}, with the layer's bias
   * @param steps {@code E}, {@code [horizon, units]}
   * @param lags {@code L}, {@code [seasons, units]}, the oldest season first
   * @param ahead {@code A}, {@code [features ahead, units]}; may be empty
   * @param output {@code O}, {@code [width, levels]}
   * @param outputBias {@code b}, {@code [horizon, levels]}
   * @param shortcut {@code K} and, last, {@code k}, {@code [horizon, seasons + 1]}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared: a carrier of arrays
  public record Decoding(
      Dense context,
      float[] steps,
      float[] lags,
      float[] ahead,
      float[] output,
      float[] outputBias,
      float[] shortcut) {}

  private final List<Layer> layers;
  private final List<Dense> head;
  private final @Nullable Decoding decoder;
  private final float[] initialState;

  /**
   * Takes the arrays as they are.
   *
   * @param layers the recurrent layers, from the input up; of a bidirectional network two entries
   *     per layer, forward and backward, each of which reads what both below put out
   * @param head {@code [hidden, pieces * hidden]} if the head has an activation, then the output
   *     {@code [hidden, targets * horizon * levels]}; the first reads both directions if there are
   *     two
   * @param initialState {@code [stateSize]}; of no meaning where there are two directions
   */
  public Weights(List<Layer> layers, List<Dense> head, float[] initialState) {
    this(layers, head, null, initialState);
  }

  /** The weights of a network with a decoder in the place of a head. */
  public Weights(List<Layer> layers, Decoding decoder, float[] initialState) {
    this(layers, List.of(), decoder, initialState);
  }

  private Weights(
      List<Layer> layers, List<Dense> head, @Nullable Decoding decoder, float[] initialState) {
    this.layers = List.copyOf(layers);
    this.head = List.copyOf(head);
    this.decoder = decoder;
    this.initialState = initialState;
  }

  /** These weights with other recurrent layers or another initial state. */
  public Weights with(List<Layer> otherLayers, float[] otherInitialState) {
    return new Weights(otherLayers, head, decoder, otherInitialState);
  }

  public List<Layer> layers() {
    return layers;
  }

  public List<Dense> head() {
    return head;
  }

  /** The decoder's; null in a network without one. */
  public @Nullable Decoding decoder() {
    return decoder;
  }

  /** The output layer of a network without a decoder. */
  public Dense output() {
    return head.get(head.size() - 1);
  }

  public float[] initialState() {
    return initialState;
  }
}
