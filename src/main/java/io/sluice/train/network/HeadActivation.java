package io.sluice.train.network;

import io.sluice.config.yaml.KebabCase;

/**
 * What stands between the last recurrent layer and the linear output: nothing, or a dense layer of
 * the hidden size with an activation.
 */
public enum HeadActivation {
  /** No dense layer: the output is linear in the hidden state. */
  NONE(0) {
    @Override
    String add(OnnxGraph graph, String name, String input, int hidden) {
      return input;
    }
  },

  /** {@code max(0, a)}. */
  RELU(1) {
    @Override
    String add(OnnxGraph graph, String name, String input, int hidden) {
      return graph.node("Relu", name, input);
    }
  },

  /** {@code a} above zero, {@value #LEAK} a below. */
  LEAKY_RELU(1) {
    @Override
    String add(OnnxGraph graph, String name, String input, int hidden) {
      return graph.leakyRelu(name, input, LEAK);
    }
  },

  /** The greater of two linear pieces (Goodfellow and others, 2013). */
  MAXOUT(2) {
    @Override
    String add(OnnxGraph graph, String name, String input, int hidden) {
      return graph.node("Max", name, graph.split(name + ".pieces", input, 1, hidden, hidden));
    }
  };

  /** Slope of {@link #LEAKY_RELU} below zero. */
  public static final float LEAK = 0.01f;

  private final int pieces;

  HeadActivation(int pieces) {
    this.pieces = pieces;
  }

  /** Columns of the dense layer per hidden unit; 0: there is none. */
  public int pieces() {
    return pieces;
  }

  /** Adds the activation of {@code input}, {@code [batch, pieces * hidden]}. */
  abstract String add(OnnxGraph graph, String name, String input, int hidden);

  /**
   * The name in options and metadata: {@code none}, {@code relu}, {@code leaky-relu}, {@code
   * maxout}.
   */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
