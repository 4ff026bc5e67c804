package io.sluice.model.onnx;

import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses graphs in which values decide how much is computed, so that what a trial run costs is
 * what every run of as many rows costs.
 *
 * <table>
 * <caption>What is refused when it depends on values of the inputs, or on random ones</caption>
 * <tr><th>operator</th><th>what</th></tr>
 * <tr><td>{@code Loop}</td><td>the number of turns, or the condition; a constant number passes up
 * to {@value #MAX_TURNS}, those of loops within each other multiplied</td></tr>
 * <tr><td>{@code If}</td><td>the condition</td></tr>
 * <tr><td>{@code NonZero}, {@code Compress}, …</td><td>the input: the output is as large as it
 * says</td></tr>
 * <tr><td>{@code Expand}, {@code Range}, {@code Tile}, …</td><td>the input that states a size</td></tr>
 * </table>
 *
 * <p>A value is followed from operator to operator. Where that is not possible, as with what a loop
 * carries from turn to turn, it is taken to depend on the inputs.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">the operators' inputs</a>
 */
final class WorkScreen {
  /** The most turns of a loop. */
  static final int MAX_TURNS = 65_536;

  /** Operators whose output is as large as their input's values have it. */
  private static final Set<String> SIZED_BY_VALUES =
      Set.of(
          "NonZero",
          "Unique",
          "Compress",
          "NonMaxSuppression",
          "ImageDecoder",
          "StringNormalizer",
          "StringSplit");

  private static final Set<String> RANDOM =
      Set.of(
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike",
          "Multinomial",
          "Bernoulli",
          "Dropout");

  /** Operators whose output says nothing of their input's values. */
  private static final Set<String> OF_SHAPE = Set.of("Shape", "Size", "SequenceLength");

  /** By operator, the inputs that state sizes, or how long it works. */
  private static final Map<String, List<Integer>> SIZES =
      Map.ofEntries(
          Map.entry("Reshape", List.of(1)),
          Map.entry("Expand", List.of(1)),
          Map.entry("ConstantOfShape", List.of(0)),
          Map.entry("Range", List.of(0, 1, 2)),
          Map.entry("Tile", List.of(1, 2)),
          Map.entry("Pad", List.of(1, 3)),
          Map.entry("CenterCropPad", List.of(1)),
          Map.entry("Slice", List.of(1, 2, 3, 4)),
          Map.entry("Resize", List.of(1, 2, 3)),
          Map.entry("Upsample", List.of(1)),
          Map.entry("AffineGrid", List.of(1)),
          Map.entry("MaxUnpool", List.of(2)),
          Map.entry("Col2Im", List.of(1, 2)),
          Map.entry("TopK", List.of(1)),
          Map.entry("OneHot", List.of(1)),
          Map.entry("Split", List.of(1)),
          Map.entry("SplitToSequence", List.of(1)),
          Map.entry("SequenceAt", List.of(1)),
          Map.entry("SequenceErase", List.of(1)),
          Map.entry("SequenceInsert", List.of(2)),
          Map.entry("Squeeze", List.of(1)),
          Map.entry("Unsqueeze", List.of(1)),
          Map.entry("HannWindow", List.of(0)),
          Map.entry("HammingWindow", List.of(0)),
          Map.entry("BlackmanWindow", List.of(0)),
          Map.entry("MelWeightMatrix", List.of(0, 1, 2, 3, 4)),
          Map.entry("STFT", List.of(1, 3)),
          Map.entry("DFT", List.of(1, 2)),
          Map.entry("RNN", List.of(4)),
          Map.entry("GRU", List.of(4)),
          Map.entry("LSTM", List.of(4)));

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int SPARSE_VALUES = 1;
  private static final int VALUE_NAME = 1;

  /** The inputs that are filled anew for every run; others only have what stands in the file. */
  private static final Set<String> FED = Set.of(ModelContract.X, ModelContract.STATE, "token");

  private WorkScreen() {}

  /** What is known of a value: whether it depends on inputs, and a whole number that it is. */
  private record Value(boolean fed, @Nullable Long constant) {
    static final Value FED = new Value(true, null);
    static final Value FIXED = new Value(false, null);
  }

  /** The values of a graph, and those of the graphs around it, by name. */
  private static final class Scope {
    final @Nullable Scope outer;
    final Map<String, Value> values = new HashMap<>();

    /** The most turns of the loops around it. */
    final long turns;

    Scope(@Nullable Scope outer, long turns) {
      this.outer = outer;
      this.turns = turns;
    }

    Value get(String name) {
      for (Scope scope = this; scope != null; scope = scope.outer) {
        Value value = scope.values.get(name);
        if (value != null) {
          return value;
        }
      }
      return Value.FED;
    }

    boolean isFed(String name) {
      return !name.isEmpty() && get(name).fed;
    }
  }

  /**
   * Checks the bytes of a model.
   *
   * @throws ModelException naming the operator that makes the work depend on values
   */
  static void check(byte[] model) throws ModelException {
    ProtoFields fields = new ProtoFields(model);
    boolean found = false;
    while (fields.next()) {
      if (fields.number() == MODEL_GRAPH) {
        if (found) { // protobuf would make one of them
          throw new ModelException("it has several graphs");
        }
        found = true;
        ProtoFields graph = fields.message();
        Scope scope = new Scope(null, 1);
        declare(graph.again(), scope, List.of());
        follow(graph, scope);
      }
    }
  }

  /**
   * Says of every name of a graph what is known before its nodes are followed; their outputs count
   * as fed till then, in whatever order the nodes stand.
   *
   * @param inputs of a graph within a node, what its inputs are; those beyond are fed
   */
  private static void declare(ProtoFields graph, Scope scope, List<Value> inputs)
      throws ModelException {
    List<String> names = new ArrayList<>();
    Map<String, Value> stored = new HashMap<>();
    while (graph.next()) {
      switch (graph.number()) {
        case GRAPH_NODE -> {
          for (String output : GraphNode.read(graph.message()).outputs()) {
            scope.values.put(output, Value.FED);
          }
        }
        case GRAPH_INITIALIZER -> {
          GraphNode.Constant constant = GraphNode.Constant.read(graph.message());
          stored.put(constant.name(), new Value(false, constant.number()));
        }
        case GRAPH_SPARSE_INITIALIZER -> {
          ProtoFields sparse = graph.message();
          while (sparse.next()) {
            if (sparse.number() == SPARSE_VALUES) {
              stored.put(GraphNode.Constant.read(sparse.message()).name(), Value.FIXED);
            }
          }
        }
        case GRAPH_INPUT -> names.add(name(graph.message()));
        default -> {}
      }
    }
    scope.values.putAll(stored);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      boolean outermost = scope.outer == null;
      if (!outermost || FED.contains(name) || !stored.containsKey(name)) {
        scope.values.put(name, i < inputs.size() ? inputs.get(i) : Value.FED);
      }
    }
  }

  /** Goes through the nodes and returns what is known of the graph's outputs. */
  private static List<Value> follow(ProtoFields graph, Scope scope) throws ModelException {
    List<Value> outputs = new ArrayList<>();
    ProtoFields again = graph.again();
    while (graph.next()) {
      if (graph.number() == GRAPH_NODE) {
        follow(GraphNode.read(graph.message()), scope);
      }
    }
    while (again.next()) {
      if (again.number() == GRAPH_OUTPUT) {
        outputs.add(scope.get(name(again.message())));
      }
    }
    return outputs;
  }

  private static String name(ProtoFields value) throws ModelException {
    String name = "";
    while (value.next()) {
      if (value.number() == VALUE_NAME) {
        name = value.name();
      }
    }
    return name;
  }

  private static void follow(GraphNode node, Scope scope) throws ModelException {
    Value result =
        switch (node.operator()) {
          case "Loop" -> loop(node, scope);
          case "If" -> condition(node, scope);
          case "Constant" -> new Value(false, node.number());
          default -> plain(node, scope);
        };
    for (String output : node.outputs()) {
      scope.values.put(output, result);
    }
  }

  private static Value plain(GraphNode node, Scope scope) throws ModelException {
    String operator = node.operator();
    boolean fed = RANDOM.contains(operator);
    for (String input : node.inputs()) {
      fed |= scope.isFed(input);
    }
    if (fed && SIZED_BY_VALUES.contains(operator)) {
      throw refused(operator, "the size of its output depends on values");
    }
    for (int size : SIZES.getOrDefault(operator, List.of())) {
      if (size < node.inputs().size() && scope.isFed(node.inputs().get(size))) {
        throw refused(operator, "its input " + size + ", a size, depends on values");
      }
    }
    for (ProtoFields graph : node.graphs()) {
      inner(graph, new Scope(scope, scope.turns), List.of());
      fed = true;
    }
    return fed && !OF_SHAPE.contains(operator) ? Value.FED : Value.FIXED;
  }

  private static Value condition(GraphNode node, Scope scope) throws ModelException {
    if (node.inputs().isEmpty() || scope.isFed(node.inputs().get(0))) {
      throw refused("If", "its condition depends on values");
    }
    for (ProtoFields branch : node.graphs()) {
      inner(branch, new Scope(scope, scope.turns), List.of());
    }
    return Value.FED;
  }

  /** Of what a loop carries along nothing is known but that its turns are counted. */
  private static Value loop(GraphNode node, Scope scope) throws ModelException {
    List<String> inputs = node.inputs();
    if (inputs.isEmpty() || inputs.get(0).isEmpty()) {
      throw refused("Loop", "it states no number of iterations");
    }
    Value count = scope.get(inputs.get(0));
    boolean conditional = inputs.size() > 1 && scope.isFed(inputs.get(1));
    if (count.fed || conditional) {
      throw refused("Loop", "its number of iterations depends on values");
    }
    long turns = count.constant == null ? 1 : Math.max(1, count.constant);
    if (turns > MAX_TURNS / scope.turns) {
      throw refused(
          "Loop",
          turns
              + " iterations, within "
              + scope.turns
              + " of others, at most "
              + MAX_TURNS
              + " are run");
    }
    for (ProtoFields body : node.graphs()) {
      Scope within = new Scope(scope, scope.turns * turns);
      List<Value> outputs = inner(body, within, List.of(Value.FIXED, Value.FIXED));
      if (outputs.isEmpty() || outputs.get(0).fed) {
        throw refused("Loop", "the condition of its next iteration depends on values");
      }
    }
    return Value.FED;
  }

  private static List<Value> inner(ProtoFields graph, Scope scope, List<Value> inputs)
      throws ModelException {
    declare(graph.again(), scope, inputs);
    return follow(graph, scope);
  }

  private static ModelException refused(String operator, String why) {
    return new ModelException(
        "operator " + operator + ": " + why + ", so that no trial shows what a run costs");
  }
}
