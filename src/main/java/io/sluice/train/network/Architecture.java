package io.sluice.train.network;

import org.jspecify.annotations.Nullable;

/**
 * The shape of a network between its input and its output.
 *
 * @param cell the recurrent cell
 * @param layers stacked recurrent layers, at least 1
 * @param hidden hidden size of each, at least 1
 * @param stacking how each stands on the one below; plain where there is one layer
 * @param initialState what a sequence begins with
 * @param head what stands between the last recurrent layer and the linear output: in the decoder,
 *     its activation
 * @param decoder the decoder that the steps of the horizon share; null: each has weights of its own
 */
public record Architecture(
    Cell cell,
    int layers,
    int hidden,
    Stacking stacking,
    InitialState initialState,
    HeadActivation head,
    @Nullable Decoder decoder) {

  public Architecture {
    if (layers < 1 || hidden < 1) {
      throw new IllegalArgumentException("layers and hidden size must be at least 1");
    }
    if (layers == 1 && !stacking.equals(Stacking.PLAIN)) {
      throw new IllegalArgumentException(
          "residual connections and layer normalisation stand between layers: there is only one");
    }
    if (decoder != null && head == HeadActivation.NONE) {
      throw new IllegalArgumentException("a decoder needs an activation");
    }
  }

  /** A network of plain layers without a decoder. */
  public Architecture(
      Cell cell, int layers, int hidden, InitialState initialState, HeadActivation head) {
    this(cell, layers, hidden, Stacking.PLAIN, initialState, head, null);
  }

  /** A network with a zero initial state and a linear head. */
  public static Architecture of(Cell cell, int layers, int hidden) {
    return new Architecture(cell, layers, hidden, InitialState.ZERO, HeadActivation.NONE);
  }

  /** Floats of recurrent state: h of every layer, then for an LSTM c of every layer. */
  public int stateSize() {
    return cell.parts() * layers * hidden;
  }
}
