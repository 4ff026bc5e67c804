package io.sluice.train.network;

import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelKind;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.train.network.Weights.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a bidirectional network as an ONNX whole-sequence model of {@link SequenceContract}'s
 * contract, with ONNX's own recurrent operators. The two directions of a layer are put side by side
 * and feed the next layer, and after the last one the quantile head of {@link OnnxExporter}.
 */
public final class SequenceExporter {
  private static final int DIRECTIONS = 2;

  private final ModelSpec spec;
  private final Architecture shape;
  private final Weights weights;
  private final OnnxExporter exporter;
  private final OnnxGraph graph;

  private SequenceExporter(ModelSpec spec, Weights weights) {
    this.spec = spec;
    this.shape = spec.architecture();
    this.weights = weights;
    this.exporter = new OnnxExporter(spec, weights);
    this.graph = exporter.graph();
  }

  /**
   * Writes the model file, whole or not at all. The same arguments make the same bytes.
   *
   * @param spec of one target and a horizon of 1: each window's own value
   * @param weights of a bidirectional network
   * @param maxGap the longest run of missing windows that it was trained to fill
   * @param metadata entries beside those of the contract, without prefix
   * @throws IOException when the file cannot be written
   */
  public static void write(
      Path file, ModelSpec spec, Weights weights, int maxGap, Map<String, String> metadata)
      throws IOException {
    if (spec.targets() != 1 || spec.horizon() != 1) {
      throw new IllegalArgumentException("a whole-sequence model states one value per window");
    }
    SequenceExporter sequence = new SequenceExporter(spec, weights);
    sequence.addGraph();
    Map<MetadataKey, String> contract = sequence.exporter.common();
    contract.put(MetadataKey.KIND, ModelKind.SEQUENCE.toString());
    contract.put(MetadataKey.MAX_GAP, String.valueOf(maxGap));
    OnnxExporter.write(file, sequence.exporter.model(contract, metadata));
  }

  /** ONNX's recurrent operators take {@code [time, batch, inputs]}. */
  private void addGraph() {
    String x = graph.sequenceInput(ModelContract.X, spec.features().size());
    String below = graph.transpose("x.by_time", x, 1, 0, 2);
    int width = DIRECTIONS * shape.hidden();
    for (int layer = 0; layer < shape.layers(); layer++) {
      String name = "l" + layer;
      String read = exporter.addRead(layer, below, width);
      String both = graph.transpose(name + ".both", addLayer(name, layer, read), 0, 2, 1, 3);
      String h = graph.reshape(name + ".h", both, 0, 0, width);
      below = exporter.addOutput(layer, below, h);
    }
    String h = graph.transpose("h.by_sequence", below, 1, 0, 2);
    exporter.addHead(graph.reshape("h.rows", h, -1, width), "rows");
    addQuantiles(h, "rows");
  }

  /** {@code [time, directions, batch, hidden]}. */
  private String addLayer(String name, int layer, String below) {
    Layer forward = weights.layers().get(DIRECTIONS * layer);
    Layer backward = weights.layers().get(DIRECTIONS * layer + 1);
    int gates = shape.cell().gates();
    int columns = gates * shape.hidden();
    int inputs = forward.input().length / columns;
    return graph.bidirectional(
        shape.cell().name(),
        name,
        attributes(),
        below,
        matrices(name + ".w", forward.input(), backward.input(), inputs),
        matrices(name + ".r", forward.state(), backward.state(), shape.hidden()),
        graph.constant(
            name + ".b",
            Matrices.above(biases(forward), biases(backward)),
            DIRECTIONS,
            2L * columns));
  }

  private Map<String, Long> attributes() {
    Map<String, Long> attributes = new TreeMap<>();
    attributes.put("hidden_size", (long) shape.hidden());
    if (shape.cell() == Cell.GRU) {
      // As PyTorch has it: the state is multiplied before it is reset.
      attributes.put("linear_before_reset", 1L);
    }
    return attributes;
  }

  private String matrices(String name, float[] forward, float[] backward, int rows) {
    int columns = shape.cell().gates() * shape.hidden();
    return graph.constant(
        name,
        Matrices.above(
            Matrices.transposed(ordered(forward), rows, columns),
            Matrices.transposed(ordered(backward), rows, columns)),
        DIRECTIONS,
        columns,
        rows);
  }

  private float[] biases(Layer layer) {
    return Matrices.above(ordered(layer.inputBias()), ordered(layer.stateBias()));
  }

  /** The gates in ONNX's order. */
  private float[] ordered(float[] matrix) {
    int[] order =
        switch (shape.cell()) {
          case RNN -> new int[] {0};
          case GRU -> new int[] {1, 0, 2};
          case LSTM -> new int[] {0, 3, 1, 2};
        };
    return Matrices.gates(matrix, shape.cell().gates(), shape.hidden(), order);
  }

  /** Gives the head's rows the batch and time that {@code h} has. */
  private void addQuantiles(String h, String rows) {
    int levels = spec.levels().size();
    String front = graph.node("Shape", "front", "end", 2, h);
    String back = graph.constant("back", 1, levels);
    String shape = graph.node("Concat", "quantiles.shape", "axis", 0, front, back);
    graph.node("Reshape", ModelContract.QUANTILES, rows, shape);
    graph.sequenceOutput(ModelContract.QUANTILES, levels);
  }
}
