package io.sluice.train.network;

/**
 * The shape of a network between its input and its output.
 *
 * @param cell the recurrent cell
 * @param layers stacked recurrent layers, at least 1
 * @param hidden hidden size of each, at least 1
 * @param initialState what a sequence begins with
 * @param head what stands between the last recurrent layer and the linear output
 */
public record Architecture(
    Cell cell, int layers, int hidden, InitialState initialState, HeadActivation head) {

  public Architecture {
    if (layers < 1 || hidden < 1) {
      throw new IllegalArgumentException("layers and hidden size must be at least 1");
    }
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
