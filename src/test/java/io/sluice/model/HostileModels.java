package io.sluice.model;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.sluice.feature.ScalerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Models of one target and three windows ahead that keep the contract and are out for a service's
 * time or memory: to the quantiles of a sound one, something is added that takes long to compute.
 */
public final class HostileModels {
  /** The batch on which {@link #slowOn16Rows} does not end. */
  public static final int SLOW_ROWS = 16;

  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
  private static final long FOR_EVER = 1L << 40;

  private HostileModels() {}

  /** A graph that is being added to. */
  public static final class Builder {
    private final GraphProto.Builder graph;

    Builder(GraphProto.Builder graph) {
      this.graph = graph;
    }

    /** A constant of whole numbers: a scalar, or a vector with {@code vector}. */
    public String longs(String name, boolean vector, long... values) {
      TensorProto.Builder tensor = graph.addInitializerBuilder().setName(name);
      tensor.setDataType(DataType.INT64_VALUE);
      if (vector) {
        tensor.addDims(values.length);
      }
      for (long value : values) {
        tensor.addInt64Data(value);
      }
      return name;
    }

    /** Zeros. */
    void floats(String name, long... dimensions) {
      TensorProto.Builder tensor = graph.addInitializerBuilder().setName(name);
      tensor.setDataType(DataType.FLOAT_VALUE);
      long size = 1;
      for (long dimension : dimensions) {
        tensor.addDims(dimension);
        size *= dimension;
      }
      for (long i = 0; i < size; i++) {
        tensor.addFloatData(0);
      }
    }

    public String floatValue(String name, float value) {
      graph
          .addInitializerBuilder()
          .setName(name)
          .setDataType(DataType.FLOAT_VALUE)
          .addFloatData(value);
      return name;
    }

    public NodeProto.Builder node(String operator, String output, String... inputs) {
      NodeProto.Builder node = graph.addNodeBuilder().setOpType(operator).setName("h." + output);
      for (String input : inputs) {
        node.addInput(input);
      }
      return node.addOutput(output);
    }

    public String cast(String output, String input, DataType type) {
      node("Cast", output, input)
          .addAttributeBuilder()
          .setName("to")
          .setType(AttributeType.INT)
          .setI(type.getNumber());
      return output;
    }

    /** The sum of all elements. */
    public String sum(String output, String input) {
      node("ReduceSum", output, input)
          .addAttributeBuilder()
          .setName("keepdims")
          .setType(AttributeType.INT)
          .setI(0);
      return output;
    }

    /** The number of rows of the batch. */
    public String rows() {
      node("Shape", "h.shape", "x");
      node("Gather", "h.rows", "h.shape", longs("h.first", false, 0));
      return "h.rows";
    }

    /** A loop that adds 0 to 0, and {@code count} says how often; empty: for ever. */
    public String loop(String count) {
      floatValue("h.zero", 0);
      GraphProto.Builder body = GraphProto.newBuilder().setName("body");
      value(body.addInputBuilder(), "b.turn", DataType.INT64);
      value(body.addInputBuilder(), "b.more", DataType.BOOL);
      value(body.addInputBuilder(), "b.sum", DataType.FLOAT);
      value(body.addOutputBuilder(), "b.more_out", DataType.BOOL);
      value(body.addOutputBuilder(), "b.sum_out", DataType.FLOAT);
      Builder inner = new Builder(body);
      inner.node("Identity", "b.more_out", "b.more");
      inner.node("Add", "b.sum_out", "b.sum", "h.zero");
      graph
          .addInitializerBuilder()
          .setName("h.true")
          .setDataType(DataType.BOOL_VALUE)
          .addInt32Data(1);
      node("Loop", "h.looped", count, "h.true", "h.zero")
          .addAttributeBuilder()
          .setName("body")
          .setType(AttributeType.GRAPH)
          .setG(body);
      return "h.looped";
    }

    private static void value(ValueInfoProto.Builder info, String name, DataType type) {
      info.setName(name)
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .setElemType(type.getNumber())
          .getShapeBuilder();
    }
  }

  /** A sound model with the scalar that the change returns added to its quantiles. */
  public static Path write(
      Path dir, String name, java.util.function.Function<Builder, String> change) {
    Path file = TestModels.gru(dir, name, 8, 1, 3, SCALER, name.hashCode());
    operate(
        file,
        model -> {
          GraphProto.Builder graph = model.getGraphBuilder();
          for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (int i = 0; i < node.getOutputCount(); i++) {
              if (node.getOutput(i).equals("quantiles")) {
                node.setOutput(i, "h.sound");
              }
            }
          }
          Builder builder = new Builder(graph);
          builder.node("Add", "quantiles", "h.sound", change.apply(builder));
        });
    return file;
  }

  private static void operate(Path file, Consumer<ModelProto.Builder> change) {
    try {
      ModelSurgery.operate(file, file, change);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loops for ever on anything. */
  public static Path loopsAlways(Path dir, String name) {
    return write(dir, name, graph -> graph.loop(""));
  }

  /** Loops for ever when the inputs are not zero. */
  public static Path loopsOnData(Path dir, String name) {
    return write(
        dir,
        name,
        graph -> {
          graph.node("Mul", "h.squares", "x", "x");
          graph.node(
              "Mul", "h.many", graph.sum("h.sum", "h.squares"), graph.floatValue("h.f", 1e9f));
          return graph.loop(graph.cast("h.count", "h.many", DataType.INT64));
        });
  }

  /** Loops a constant number of times. */
  public static Path loops(Path dir, String name, long turns) {
    return write(dir, name, graph -> graph.loop(graph.longs("h.count", false, turns)));
  }

  /**
   * Loops for ever on a batch of {@value #SLOW_ROWS} rows, and not at all on others: no value is
   * looked at, so that it passes the screen.
   */
  public static Path slowOn16Rows(Path dir, String name) {
    return write(
        dir,
        name,
        graph -> {
          graph.node("Equal", "h.slow", graph.rows(), graph.longs("h.some", false, SLOW_ROWS));
          graph.node(
              "Mul",
              "h.count",
              graph.cast("h.flag", "h.slow", DataType.INT64),
              graph.longs("h.many", false, FOR_EVER));
          return graph.loop("h.count");
        });
  }

  /**
   * Takes one operator for a minute or so on a batch of {@value #SLOW_ROWS} rows: a recurrent layer
   * over a sequence of 2^26 steps, which nothing ends before its time.
   */
  public static Path oneLongOperatorOn16Rows(Path dir, String name) {
    return write(
        dir,
        name,
        graph -> {
          graph.node("Equal", "h.slow", graph.rows(), graph.longs("h.some", false, SLOW_ROWS));
          graph.node(
              "Mul",
              "h.more",
              graph.cast("h.flag", "h.slow", DataType.INT64),
              graph.longs("h.many", false, 1L << 26));
          graph.node("Add", "h.steps", "h.more", graph.longs("h.one", true, 1));
          graph
              .node("Concat", "h.size", "h.steps", graph.longs("h.ones", true, 1, 1))
              .addAttributeBuilder()
              .setName("axis")
              .setType(AttributeType.INT)
              .setI(0);
          graph.node("ConstantOfShape", "h.sequence", "h.size");
          graph.floats("h.w", 1, 1, 1);
          graph.floats("h.r", 1, 1, 1);
          graph
              .node("RNN", "h.all", "h.sequence", "h.w", "h.r")
              .clearOutput()
              .addOutput("")
              .addOutput("h.last")
              .addAttributeBuilder()
              .setName("hidden_size")
              .setType(AttributeType.INT)
              .setI(1);
          return graph.sum("h.total", "h.last");
        });
  }

  /** Fills 4 GiB with a constant. */
  public static Path fills4Gib(Path dir, String name) {
    return write(
        dir,
        name,
        graph -> {
          graph.node("Mul", "h.none", graph.rows(), graph.longs("h.naught", false, 0));
          graph.node("Add", "h.size", "h.none", graph.longs("h.sizes", true, 1L << 30));
          graph.node("Expand", "h.large", graph.floatValue("h.nil", 0), "h.size");
          return graph.sum("h.total", "h.large");
        });
  }

  /** A file of as many MiB, all of which are weights. */
  public static Path large(Path dir, String name, int mebibytes) {
    return write(
        dir,
        name,
        graph -> {
          TensorProto.Builder weights = graph.graph.addInitializerBuilder().setName("h.weights");
          weights.setDataType(DataType.FLOAT_VALUE).addDims((long) mebibytes << 18);
          weights.setRawData(ByteString.copyFrom(new byte[mebibytes << 20]));
          graph.node("Mul", "h.none", graph.rows(), graph.longs("h.naught", false, 0));
          graph.node("Gather", "h.weight", "h.weights", "h.none");
          return "h.weight";
        });
  }
}
