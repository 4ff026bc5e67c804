package io.sluice.train.network;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes ONNX nodes one after the other. Values are known by name; a node's outputs are named after
 * the prefix that it is given.
 */
public final class OnnxGraph {
  /** The name of a dimension that is only known when the model runs. */
  static final String BATCH = "batch";

  /** Another one: the steps of sequences. */
  static final String TIME = "time";

  private static final int BATCH_DIMENSION = -1;
  private static final int TIME_DIMENSION = -2;

  private final GraphProto.Builder graph;

  /** An empty graph. */
  public OnnxGraph(String name) {
    graph = GraphProto.newBuilder().setName(name);
  }

  /** A node with one output and one attribute, a whole number. */
  public String node(String operator, String name, String attribute, long value, String... inputs) {
    graph.addNode(
        builder(operator, name, inputs).addAttribute(number(attribute, value)).addOutput(name));
    return name;
  }

  /** Changes the order of the axes. */
  public String transpose(String name, String input, long... order) {
    AttributeProto.Builder permutation =
        AttributeProto.newBuilder()
            .setName("perm")
            .setType(AttributeProto.AttributeType.INTS)
            .addAllInts(Arrays.stream(order).boxed().toList());
    graph.addNode(builder("Transpose", name, input).addAttribute(permutation).addOutput(name));
    return name;
  }

  /** Another shape with the same values; -1 in one place is what is left. */
  public String reshape(String name, String input, long... shape) {
    return node("Reshape", name, input, constant(name + ".shape", shape));
  }

  /**
   * Sorts along an axis, ascending.
   *
   * @param size of the axis
   */
  public String sort(String name, String input, int axis, int size) {
    graph.addNode(
        builder("TopK", name, input, constant(name + ".size", new long[] {size}))
            .addAttribute(axis(axis))
            .addAttribute(number("largest", 0))
            .addAttribute(number("sorted", 1))
            .addOutput(name)
            .addOutput(name + ".order"));
    return name;
  }

  /** A float input {@code [batch, size]}. */
  public String input(String name, int size) {
    graph.addInput(value(name, BATCH_DIMENSION, size));
    return name;
  }

  /** An input of 64-bit integers, {@code [batch]}. */
  String integers(String name) {
    graph.addInput(value(TensorProto.DataType.INT64, name, BATCH_DIMENSION));
    return name;
  }

  /** Declares a float output {@code [batch, shape...]} under the name that a node gave it. */
  public void output(String name, int... shape) {
    int[] dimensions = new int[shape.length + 1];
    dimensions[0] = BATCH_DIMENSION;
    System.arraycopy(shape, 0, dimensions, 1, shape.length);
    graph.addOutput(value(name, dimensions));
  }

  /** A float input {@code [batch, time, size]}. */
  String sequenceInput(String name, int size) {
    graph.addInput(value(name, BATCH_DIMENSION, TIME_DIMENSION, size));
    return name;
  }

  /** Declares a float output {@code [batch, time, 1, size]}. */
  void sequenceOutput(String name, int size) {
    graph.addOutput(value(name, BATCH_DIMENSION, TIME_DIMENSION, 1, size));
  }

  /** A constant float tensor. */
  public String constant(String name, float[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    graph.addInitializer(tensor(name, TensorProto.DataType.FLOAT, bytes, shape));
    return name;
  }

  /** A constant vector of 64-bit integers. */
  public String constant(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    graph.addInitializer(tensor(name, TensorProto.DataType.INT64, bytes, values.length));
    return name;
  }

  /** A node with one output, which takes the node's name. */
  public String node(String operator, String name, String... inputs) {
    graph.addNode(builder(operator, name, inputs).addOutput(name));
    return name;
  }

  /** The first output of ONNX's recurrent operators, run both ways over {@code inputs}. */
  String bidirectional(String operator, String name, Map<String, Long> numbers, String... inputs) {
    NodeProto.Builder node = builder(operator, name, inputs).addOutput(name);
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName("direction")
            .setType(AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8("bidirectional")));
    numbers.forEach((attribute, value) -> node.addAttribute(number(attribute, value)));
    graph.addNode(node);
    return name;
  }

  /** {@code input matrix + bias}. */
  public String linear(String name, String input, float[] matrix, float[] bias) {
    int rows = matrix.length / bias.length;
    String w = constant(name + ".weight", matrix, rows, bias.length);
    String b = constant(name + ".bias", bias, bias.length);
    return node("Gemm", name, input, w, b);
  }

  /** Mean 0 and variance 1 along the last axis, which has {@code size} values. */
  String normalize(String name, String input, int size, float epsilon) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    AttributeProto.Builder added =
        AttributeProto.newBuilder()
            .setName("epsilon")
            .setType(AttributeProto.AttributeType.FLOAT)
            .setF(epsilon);
    String gain = constant(name + ".gain", ones, size);
    graph.addNode(
        builder("LayerNormalization", name, input, gain).addAttribute(added).addOutput(name));
    return name;
  }

  /** Leaky ReLU with a slope below zero. */
  String leakyRelu(String name, String input, float slope) {
    AttributeProto.Builder alpha =
        AttributeProto.newBuilder()
            .setName("alpha")
            .setType(AttributeProto.AttributeType.FLOAT)
            .setF(slope);
    graph.addNode(builder("LeakyRelu", name, input).addAttribute(alpha).addOutput(name));
    return name;
  }

  /** Concatenates along the last axis of matrices. */
  String concat(String name, List<String> inputs) {
    graph.addNode(
        builder("Concat", name, inputs.toArray(String[]::new))
            .addAttribute(axis(1))
            .addOutput(name));
    return name;
  }

  /** Splits along an axis; the outputs are {@code name.0}, {@code name.1} and so on. */
  public String[] split(String name, String input, int axis, long... sizes) {
    NodeProto.Builder node =
        builder("Split", name, input, constant(name + ".sizes", sizes)).addAttribute(axis(axis));
    String[] outputs = new String[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      outputs[i] = name + "." + i;
      node.addOutput(outputs[i]);
    }
    graph.addNode(node);
    return outputs;
  }

  GraphProto build() {
    return graph.build();
  }

  private static NodeProto.Builder builder(String operator, String name, String... inputs) {
    return NodeProto.newBuilder().setOpType(operator).setName(name).addAllInput(List.of(inputs));
  }

  private static AttributeProto axis(int axis) {
    return number("axis", axis);
  }

  private static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static TensorProto tensor(
      String name, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    return tensor.setRawData(ByteString.copyFrom(bytes)).build();
  }

  private static ValueInfoProto value(String name, int... shape) {
    return value(TensorProto.DataType.FLOAT, name, shape);
  }

  private static ValueInfoProto value(TensorProto.DataType of, String name, int... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (int size : shape) {
      TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
      if (size < 0) {
        dimension.setDimParam(size == BATCH_DIMENSION ? BATCH : TIME);
      } else {
        dimension.setDimValue(size);
      }
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder().setElemType(of.getNumber()).setShape(dimensions).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
