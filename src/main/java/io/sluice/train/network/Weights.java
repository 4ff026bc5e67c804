package io.sluice.train.network;

import java.util.List;

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

  private final List<Layer> layers;
  private final List<Dense> head;
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
    this.layers = List.copyOf(layers);
    this.head = List.copyOf(head);
    this.initialState = initialState;
  }

  public List<Layer> layers() {
    return layers;
  }

  public List<Dense> head() {
    return head;
  }

  /** The output layer. */
  public Dense output() {
    return head.get(head.size() - 1);
  }

  public float[] initialState() {
    return initialState;
  }
}
