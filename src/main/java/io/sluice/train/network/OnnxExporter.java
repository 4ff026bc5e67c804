package io.sluice.train.network;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.train.network.Weights.Decoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes a network as an ONNX step model of {@link ModelContract}'s contract (opset 17).
 *
 * <p>Quantiles cannot cross: each is the median plus or minus a sum of terms that are not negative
 * ({@link QuantileSums}), and every sum runs over the same terms in the same order, so that not
 * even rounding can swap two of them.
 */
public final class OnnxExporter {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private final ModelSpec spec;
  private final Weights weights;
  private final OnnxGraph graph;

  OnnxExporter(ModelSpec spec, Weights weights) {
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
  public static void write(Path file, ModelSpec spec, Weights weights, Map<String, String> metadata)
      throws IOException {
    write(file, new OnnxExporter(spec, weights).model(metadata));
  }

  /**
   * Writes a model file of any graph, whole or not at all.
   *
   * @param contract what the graph keeps
   * @param metadata entries beside those of the contract, without prefix
   * @throws IOException when the file cannot be written
   */
  public static void write(
      Path file, OnnxGraph graph, Map<MetadataKey, String> contract, Map<String, String> metadata)
      throws IOException {
    write(file, model(graph, contract, metadata));
  }

  static void write(Path file, ModelProto model) throws IOException {
    byte[] bytes = model.toByteArray();
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.write(part, bytes);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private ModelProto model(Map<String, String> metadata) {
    addRecurrence();
    return model(contract(), metadata);
  }

  /** The file of the graph as it is by now. */
  ModelProto model(Map<MetadataKey, String> contract, Map<String, String> metadata) {
    return model(graph, contract, metadata);
  }

  /** The file of a graph. */
  static ModelProto model(
      OnnxGraph graph, Map<MetadataKey, String> contract, Map<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("sluice")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph.build());
    Map<String, String> all = new TreeMap<>(metadata);
    contract.forEach((key, value) -> all.put(key.key(), value));
    all.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder()
                    .setKey(MetadataKey.PREFIX + key)
                    .setValue(value)));
    return model.build();
  }

  private Map<MetadataKey, String> contract() {
    Architecture shape = spec.architecture();
    Map<MetadataKey, String> entries = common();
    entries.put(MetadataKey.TARGETS, String.valueOf(spec.targets()));
    entries.put(MetadataKey.HORIZON, String.valueOf(spec.horizon()));
    entries.put(MetadataKey.STATE, shape.cell().boundedState() ? "unit" : "real");
    if (shape.initialState() == InitialState.LEARNED) {
      entries.put(MetadataKey.INITIAL_STATE, ModelContract.encodeState(weights.initialState()));
    }
    return entries;
  }

  /** What models of every kind state. */
  Map<MetadataKey, String> common() {
    Architecture shape = spec.architecture();
    String levels = spec.levels().stream().map(String::valueOf).collect(Collectors.joining(","));
    Map<MetadataKey, String> entries = new EnumMap<>(MetadataKey.class);
    entries.put(MetadataKey.CONTRACT, ModelContract.VERSION);
    entries.put(MetadataKey.NAME, spec.name());
    entries.put(MetadataKey.VERSION, spec.version());
    entries.put(MetadataKey.CELL, shape.cell().toString());
    entries.put(MetadataKey.LAYERS, String.valueOf(shape.layers()));
    entries.put(MetadataKey.HIDDEN, String.valueOf(shape.hidden()));
    if (shape.layers() > 1) {
      entries.put(MetadataKey.STACKING, shape.stacking().toString());
    }
    entries.put(MetadataKey.HEAD, shape.head().toString());
    if (shape.decoder() != null) {
      entries.put(MetadataKey.DECODER, shape.decoder().toString());
    }
    entries.put(MetadataKey.FEATURES, String.join(",", spec.features().names()));
    entries.put(MetadataKey.LEVELS, levels);
    entries.put(MetadataKey.WINDOW, spec.window().toString());
    entries.put(MetadataKey.WARMUP, String.valueOf(spec.warmup()));
    entries.put(MetadataKey.SCALER, spec.scaler().toString());
    return entries;
  }

  /** The layers, from the input up: the state is split in their parts and put together again. */
  private void addRecurrence() {
    Architecture shape = spec.architecture();
    int layers = shape.layers();
    int parts = shape.cell().parts();
    String[] x = inputs();
    String below = x[0];
    String[] states = {graph.input(ModelContract.STATE, shape.stateSize())};
    String[] next = {ModelContract.NEXT_STATE};
    if (layers * parts > 1) {
      long[] sizes = new long[layers * parts];
      Arrays.fill(sizes, shape.hidden());
      states = graph.split("states", states[0], 1, sizes);
      next = Arrays.stream(states).map(name -> "next_" + name).toArray(String[]::new);
    }
    for (int layer = 0; layer < layers; layer++) {
      String[] own = new String[parts];
      String[] ownNext = new String[parts];
      for (int part = 0; part < parts; part++) {
        own[part] = states[part * layers + layer];
        ownNext[part] = next[part * layers + layer];
      }
      Weights.Layer from = weights.layers().get(layer);
      String read = addRead(layer, below, shape.hidden());
      shape.cell().addStep(graph, from, "l" + layer + ".", read, own, ownNext);
      below = addOutput(layer, below, ownNext[0]);
    }
    if (next.length > 1) {
      graph.concat(ModelContract.NEXT_STATE, List.of(next));
    }
    addQuantiles(
        shape.decoder() == null
            ? addHead(addActivation(below))
            : new DecoderGraph(graph, spec, shape.decoder(), decoding()).add(below, x[1], x[2]),
        ModelContract.QUANTILES);
    graph.output(ModelContract.QUANTILES, spec.targets(), spec.horizon(), spec.levels().size());
    graph.output(ModelContract.NEXT_STATE, shape.stateSize());
  }

  /** What a layer reads of the output below it, see {@link Stacking}. */
  String addRead(int layer, String below, int width) {
    return layer > 0 && spec.architecture().stacking().layerNorm()
        ? graph.normalize("l" + layer + ".norm", below, width, Stacking.EPSILON)
        : below;
  }

  /** What a layer puts out, see {@link Stacking}. */
  String addOutput(int layer, String below, String h) {
    return layer > 0 && spec.architecture().stacking().residual()
        ? graph.node("Add", "l" + layer + ".out", below, h)
        : h;
  }

  private Decoding decoding() {
    return Objects.requireNonNull(weights.decoder(), "the decoder has no weights");
  }

  /** The single values, the past and what is ahead; only the first where there is no decoder. */
  private String[] inputs() {
    String x = graph.input(ModelContract.X, spec.features().size());
    int ahead = spec.featuresAhead() * spec.horizon();
    if (spec.architecture().decoder() == null) {
      return new String[] {x};
    }
    if (ahead > 0) {
      return graph.split("x.parts", x, 1, spec.inputs(0), spec.pastColumns(), ahead);
    }
    String[] parts = graph.split("x.parts", x, 1, spec.inputs(0), spec.pastColumns());
    return new String[] {parts[0], parts[1], ""};
  }

  OnnxGraph graph() {
    return graph;
  }

  /**
   * Adds the head of a network without a decoder.
   *
   * @param h the last layer's output, {@code [rows, width]}
   * @param name of the quantiles, {@code [rows, targets, horizon, levels]}
   */
  void addHead(String h, String name) {
    addQuantiles(addHead(addActivation(h)), name);
  }

  private String addActivation(String h) {
    HeadActivation activation = spec.architecture().head();
    if (activation == HeadActivation.NONE) {
      return h;
    }
    Weights.Dense dense = weights.head().get(0);
    String in = graph.linear("head.dense", h, dense.matrix(), dense.bias());
    return activation.add(graph, "head.activation", in, spec.architecture().hidden());
  }

  /**
   * One product for all medians and increments, so laid out that each kind is contiguous.
   *
   * @return both, {@code [batch, targets * horizon * (1 or levels - 1)]}
   */
  private String[] addHead(String h) {
    int levels = spec.levels().size();
    int rows = spec.targets() * spec.horizon();
    String raw =
        graph.linear(
            "head",
            h,
            Matrices.firstOfEach(weights.output().matrix(), rows, levels),
            Matrices.firstOfEach(weights.output().bias(), rows, levels));
    return graph.split("head.parts", raw, 1, rows, (long) rows * (levels - 1));
  }

  private void addQuantiles(String[] parts, String name) {
    int levels = spec.levels().size();
    String medians = addReshape("medians", parts[0], 1);
    String increments = addReshape("increments", addSquareplus(parts[1]), levels - 1);
    String sums = graph.constant("sums", QuantileSums.of(spec), levels - 1, levels);
    String offsets = graph.node("MatMul", "offsets", increments, sums);
    graph.node("Add", name, offsets, medians);
  }

  /** Twice the squareplus of raw increments: the sums' matrix has the half. */
  private String addSquareplus(String a) {
    String bend = graph.constant("squareplus.b", new float[] {QuantileSums.BEND});
    String square = graph.node("Mul", "squareplus.square", a, a);
    String root =
        graph.node("Sqrt", "squareplus.root", graph.node("Add", "squareplus.in", square, bend));
    return graph.node("Add", "squareplus", a, root);
  }

  private String addReshape(String name, String input, int columns) {
    return graph.reshape(name, input, -1, spec.targets(), spec.horizon(), columns);
  }
}
