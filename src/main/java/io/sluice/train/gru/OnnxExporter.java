package io.sluice.train.gru;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.sluice.model.ModelContract;
import io.sluice.train.gru.GruWeights.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes a GRU as an ONNX step model of {@link ModelContract}'s contract (opset 17).
 *
 * <p>The cell is spelled out in elementary operators, which step a batch faster on a CPU than the
 * GRU operator does. Quantiles cannot cross: each is the median plus or minus a sum of softplus
 * terms, and every sum runs over the same terms in the same order, so that not even rounding can
 * swap two of them.
 */
public final class OnnxExporter {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private final ModelSpec spec;
  private final GruWeights weights;
  private final OnnxGraph graph;

  private OnnxExporter(ModelSpec spec, GruWeights weights) {
    this.spec = spec;
    this.weights = weights;
    this.graph = new OnnxGraph(spec.name());
  }

  /**
   * Writes the model file, whole or not at all. The same arguments make the same bytes.
   *
   * @param metadata entries beside those of the contract, without prefix, such as {@code
   *     training.data}
   * @throws IOException when the file cannot be written
   */
  public static void write(
      Path file, ModelSpec spec, GruWeights weights, Map<String, String> metadata)
      throws IOException {
    byte[] bytes = new OnnxExporter(spec, weights).model(metadata).toByteArray();
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.write(part, bytes);
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private ModelProto model(Map<String, String> metadata) {
    addRecurrence();
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("sluice")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph.build());
    Map<String, String> all = new TreeMap<>(metadata);
    all.putAll(contract());
    all.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder()
                    .setKey(ModelContract.PREFIX + key)
                    .setValue(value)));
    return model.build();
  }

  private Map<String, String> contract() {
    String levels = spec.levels().stream().map(String::valueOf).collect(Collectors.joining(","));
    return Map.ofEntries(
        Map.entry("contract", ModelContract.VERSION),
        Map.entry("name", spec.name()),
        Map.entry("version", spec.version()),
        Map.entry("cell", "gru"),
        Map.entry("layers", String.valueOf(spec.layers())),
        Map.entry("hidden", String.valueOf(spec.hidden())),
        Map.entry("features", String.join(",", spec.features().names())),
        Map.entry("targets", String.valueOf(spec.targets())),
        Map.entry("levels", levels),
        Map.entry("horizon", String.valueOf(spec.horizon())),
        Map.entry("window", spec.window().toString()),
        Map.entry("warmup", String.valueOf(spec.warmup())),
        Map.entry("scaler", spec.scaler().toString()),
        Map.entry("state", "unit"));
  }

  private void addRecurrence() {
    int hidden = spec.hidden();
    String below = graph.input(ModelContract.X, spec.features().size());
    String state = graph.input(ModelContract.STATE, spec.layers() * hidden);
    if (spec.layers() == 1) {
      below = addLayer(0, below, state, ModelContract.NEXT_STATE);
    } else {
      long[] sizes = new long[spec.layers()];
      Arrays.fill(sizes, hidden);
      String[] states = graph.split("layer_state", state, 1, sizes);
      List<String> next = new ArrayList<>();
      for (int layer = 0; layer < spec.layers(); layer++) {
        below = addLayer(layer, below, states[layer], "h" + layer);
        next.add(below);
      }
      graph.concat(ModelContract.NEXT_STATE, next);
    }
    addHead(below);
    graph.output(ModelContract.QUANTILES, spec.targets(), spec.horizon(), spec.levels().size());
    graph.output(ModelContract.NEXT_STATE, spec.layers() * hidden);
  }

  /**
   * The gates r and z take one product with x and h side by side; the candidate takes two, since
   * its share of h is reset in between. {@code h' = n + z * (h - n)} is the same as {@code (1 - z)
   * * n + z * h} with one product less.
   */
  private String addLayer(int layer, String x, String h, String output) {
    Layer from = weights.layers().get(layer);
    String p = "l" + layer + ".";
    String[] gates = addGates(p, from, x, h);
    String fromX = candidate(p + "n_x", x, from.input(), from.inputBias());
    String fromH = candidate(p + "n_h", h, from.state(), from.stateBias());
    String reset = graph.node("Mul", p + "reset", gates[0], fromH);
    String n = graph.node("Tanh", p + "n", graph.node("Add", p + "n_in", fromX, reset));
    String kept = graph.node("Mul", p + "kept", gates[1], graph.node("Sub", p + "h_n", h, n));
    return graph.node("Add", output, n, kept);
  }

  private String[] addGates(String p, Layer from, String x, String h) {
    int hidden = spec.hidden();
    float[] matrix =
        Columns.above(
            Columns.of(from.input(), 3 * hidden, 0, 2 * hidden),
            Columns.of(from.state(), 3 * hidden, 0, 2 * hidden));
    float[] bias = Arrays.copyOf(from.inputBias(), 2 * hidden);
    for (int i = 0; i < bias.length; i++) {
      bias[i] += from.stateBias()[i];
    }
    String in = linear(p + "rz_in", graph.concat(p + "xh", List.of(x, h)), matrix, bias);
    return graph.split(p + "gates", graph.node("Sigmoid", p + "rz", in), 1, hidden, hidden);
  }

  private String candidate(String name, String input, float[] matrix, float[] bias) {
    int n = 2 * spec.hidden();
    int end = 3 * spec.hidden();
    return linear(name, input, Columns.of(matrix, end, n, end), Columns.of(bias, end, n, end));
  }

  /** One product for all medians and increments, so laid out that each kind is contiguous. */
  private void addHead(String h) {
    int levels = spec.levels().size();
    int rows = spec.targets() * spec.horizon();
    String raw =
        linear(
            "head",
            h,
            Columns.firstOfEach(weights.head(), rows, levels),
            Columns.firstOfEach(weights.headBias(), rows, levels));
    String[] parts = graph.split("head.parts", raw, 1, rows, (long) rows * (levels - 1));
    String medians = addReshape("medians", parts[0], 1);
    String softplus = graph.node("Softplus", "head.softplus", parts[1]);
    String increments = addReshape("increments", softplus, levels - 1);
    String sums = graph.constant("sums", QuantileSums.of(spec), levels - 1, levels);
    String offsets = graph.node("MatMul", "offsets", increments, sums);
    graph.node("Add", ModelContract.QUANTILES, offsets, medians);
  }

  private String addReshape(String name, String input, int columns) {
    String shape = graph.constant(name + ".shape", -1, spec.targets(), spec.horizon(), columns);
    return graph.node("Reshape", name, input, shape);
  }

  private String linear(String name, String input, float[] matrix, float[] bias) {
    int rows = matrix.length / bias.length;
    String w = graph.constant(name + ".weight", matrix, rows, bias.length);
    String b = graph.constant(name + ".bias", bias, bias.length);
    return graph.node("Gemm", name, input, w, b);
  }
}
