package io.sluice.train.gru;

import java.util.List;

/**
 * The parameters of a stacked GRU with a linear head. Matrices are row-major and are multiplied
 * from the right ({@code y = x W + b}). Gates stand in PyTorch's order r, z, n, and the candidate
 * is {@code n = tanh(x W_n + b_n + r * (h U_n + c_n))}.
 *
 * <p>A head's columns are, per target and horizon step, the median followed by one raw increment
 * per other level: those below the median from the lowest level up, then those above it.
 */
public final class GruWeights {

  /** One layer: {@code [inputs, 3 hidden]}, {@code [hidden, 3 hidden]} and two biases. */
  @SuppressWarnings("ArrayRecordComponent") // never compared: a carrier of four arrays
  public record Layer(float[] input, float[] state, float[] inputBias, float[] stateBias) {}

  private final List<Layer> layers;
  private final float[] head;
  private final float[] headBias;

  /**
   * Takes the arrays as they are.
   *
   * @param head {@code [hidden, targets * horizon * levels]}
   * @param headBias {@code [targets * horizon * levels]}
   */
  public GruWeights(List<Layer> layers, float[] head, float[] headBias) {
    this.layers = List.copyOf(layers);
    this.head = head;
    this.headBias = headBias;
  }

  public List<Layer> layers() {
    return layers;
  }

  public float[] head() {
    return head;
  }

  public float[] headBias() {
    return headBias;
  }
}
