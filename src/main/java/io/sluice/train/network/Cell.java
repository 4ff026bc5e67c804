package io.sluice.train.network;

import io.sluice.config.yaml.KebabCase;
import io.sluice.train.network.Weights.Layer;
import java.util.List;

/**
 * A recurrent cell, with PyTorch's equations and order of gates. {@code x} is the input, {@code h}
 * the hidden state, {@code c} the LSTM's cell state, {@code *} the element-wise product; {@code W},
 * {@code U} are matrices on {@code x} and {@code h}, biases are left out.
 *
 * <p>The step graphs spell the cells out in elementary operators, which step a batch faster on a
 * CPU than ONNX's recurrent operators do.
 */
public enum Cell {
  /** Elman's network: {@code h' = tanh(W x + U h)}. */
  RNN(1, 1) {
    @Override
    void addStep(OnnxGraph graph, Layer layer, String p, String x, String[] state, String[] next) {
      graph.node("Tanh", next[0], addGates(graph, layer, p + "in", x, state[0], 0));
    }
  },

  /**
   * Gated recurrent unit (Cho and others, 2014): the reset (relevance) gate {@code r}, the update
   * gate {@code z} and the candidate {@code n = tanh(W_n x + r * (U_n h))} give {@code h' = (1 - z)
   * * n + z * h}.
   */
  GRU(3, 1) {
    /**
     * The gates r and z take one product with x and h side by side; the candidate takes two, since
     * its share of h is reset in between. {@code h' = n + z * (h - n)} is the same with one product
     * less.
     */
    @Override
    void addStep(OnnxGraph graph, Layer layer, String p, String x, String[] state, String[] next) {
      String h = state[0];
      int hidden = hidden(layer);
      String rz = graph.node("Sigmoid", p + "rz", addGates(graph, layer, p + "rz_in", x, h, 0, 1));
      String[] gates = graph.split(p + "gates", rz, 1, hidden, hidden);
      String fromX = addCandidate(graph, p + "n_x", x, layer.input(), layer.inputBias());
      String fromH = addCandidate(graph, p + "n_h", h, layer.state(), layer.stateBias());
      String reset = graph.node("Mul", p + "reset", gates[0], fromH);
      String n = graph.node("Tanh", p + "n", graph.node("Add", p + "n_in", fromX, reset));
      String kept = graph.node("Mul", p + "kept", gates[1], graph.node("Sub", p + "h_n", h, n));
      graph.node("Add", next[0], n, kept);
    }

    private String addCandidate(
        OnnxGraph graph, String name, String input, float[] matrix, float[] bias) {
      int gate = bias.length / gates();
      return graph.linear(
          name,
          input,
          Matrices.gates(matrix, gates(), gate, 2),
          Matrices.gates(bias, gates(), gate, 2));
    }
  },

  /**
   * Long short-term memory (Hochreiter and Schmidhuber, 1997; Gers and others, 2000): the input
   * gate {@code i}, the forget gate {@code f}, the candidate {@code g} and the output gate {@code
   * o} give {@code c' = f * c + i * g} and {@code h' = o * tanh(c')}.
   */
  LSTM(4, 2) {
    @Override
    void addStep(OnnxGraph graph, Layer layer, String p, String x, String[] state, String[] next) {
      int hidden = hidden(layer);
      // The three gates that take the sigmoid stand side by side, the candidate last.
      String in = addGates(graph, layer, p + "in", x, state[0], 0, 1, 3, 2);
      String[] parts = graph.split(p + "parts", in, 1, 3L * hidden, hidden);
      String sigmoids = graph.node("Sigmoid", p + "ifo", parts[0]);
      String[] gates = graph.split(p + "gates", sigmoids, 1, hidden, hidden, hidden);
      String candidate = graph.node("Tanh", p + "g", parts[1]);
      String kept = graph.node("Mul", p + "kept", gates[1], state[1]);
      String added = graph.node("Mul", p + "added", gates[0], candidate);
      graph.node("Add", next[1], kept, added);
      graph.node("Mul", next[0], gates[2], graph.node("Tanh", p + "tanh_c", next[1]));
    }
  };

  private final int gates;
  private final int parts;

  Cell(int gates, int parts) {
    this.gates = gates;
    this.parts = parts;
  }

  /** Blocks of {@code hidden} columns in a layer's matrices: the gates and the candidate. */
  public int gates() {
    return gates;
  }

  /** Vectors of {@code hidden} floats that a layer carries on: h, and for an LSTM c. */
  public int parts() {
    return parts;
  }

  /** Whether every state value lies in [-1, 1]; the LSTM's c does not. */
  public boolean boundedState() {
    return parts == 1;
  }

  /**
   * Adds the nodes of one step of one layer.
   *
   * @param p prefix of the names
   * @param x {@code [batch, inputs]}
   * @param state {@link #parts} values {@code [batch, hidden]}
   * @param next the names of the next state's parts; the first one feeds the layer above
   */
  abstract void addStep(
      OnnxGraph graph, Layer layer, String p, String x, String[] state, String[] next);

  int hidden(Layer layer) {
    return layer.inputBias().length / gates;
  }

  /** {@code W x + U h} and biases of the gates in {@code order}, as one product. */
  String addGates(OnnxGraph graph, Layer layer, String name, String x, String h, int... order) {
    int hidden = hidden(layer);
    float[] matrix =
        Matrices.above(
            Matrices.gates(layer.input(), gates, hidden, order),
            Matrices.gates(layer.state(), gates, hidden, order));
    float[] bias = Matrices.gates(layer.inputBias(), gates, hidden, order);
    float[] stateBias = Matrices.gates(layer.stateBias(), gates, hidden, order);
    for (int i = 0; i < bias.length; i++) {
      bias[i] += stateBias[i];
    }
    return graph.linear(name, graph.concat(name + ".xh", List.of(x, h)), matrix, bias);
  }

  /** The name in options and metadata: {@code rnn}, {@code gru}, {@code lstm}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
