package io.sluice.model.onnx;

import io.sluice.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What matters of an ONNX {@code NodeProto} to those who follow its values.
 *
 * @param operator the type
 * @param inputs the names of the values that it takes; empty for one that is left out
 * @param outputs the names of the values that it gives
 * @param graphs its subgraphs
 * @param number the whole number that an attribute holds, if one does
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">the fields' numbers</a>
 */
record GraphNode(
    String operator,
    List<String> inputs,
    List<String> outputs,
    List<ProtoFields> graphs,
    @Nullable Long number) {
  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int OPERATOR = 4;
  private static final int ATTRIBUTE = 5;

  private static final int ATTRIBUTE_INT = 3;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_GRAPHS = 11;

  static GraphNode read(ProtoFields fields) throws ModelException {
    String operator = "";
    List<String> inputs = new ArrayList<>(2);
    List<String> outputs = new ArrayList<>(1);
    List<ProtoFields> graphs = new ArrayList<>(0);
    Long number = null;
    while (fields.next()) {
      switch (fields.number()) {
        case INPUT -> inputs.add(fields.name());
        case OUTPUT -> outputs.add(fields.name());
        case OPERATOR -> operator = fields.text();
        case ATTRIBUTE -> number = attribute(fields.message(), graphs, number);
        default -> {}
      }
    }
    return new GraphNode(operator, inputs, outputs, graphs, number);
  }

  private static @Nullable Long attribute(
      ProtoFields fields, List<ProtoFields> graphs, @Nullable Long before) throws ModelException {
    Long number = before;
    boolean found = false;
    while (fields.next()) {
      switch (fields.number()) {
        case ATTRIBUTE_INT -> number = fields.varint();
        case ATTRIBUTE_TENSOR -> number = Constant.read(fields.message()).number();
        case ATTRIBUTE_GRAPH -> {
          if (found) { // protobuf would make one of them
            throw new ModelException("it has an attribute of several graphs");
          }
          found = true;
          graphs.add(fields.message());
        }
        case ATTRIBUTE_GRAPHS -> graphs.add(fields.message());
        default -> {}
      }
    }
    return number;
  }

  /**
   * What matters of a {@code TensorProto}.
   *
   * @param name its name; empty if it has none
   * @param number its only value, if that is a whole number of 64 bits
   */
  record Constant(String name, @Nullable Long number) {
    private static final int TYPE = 2;
    private static final int LONGS = 7;
    private static final int NAME = 8;
    private static final int RAW = 9;
    private static final int INT64 = 7;

    static Constant read(ProtoFields fields) throws ModelException {
      String name = "";
      long type = 0;
      Long number = null;
      while (fields.next()) {
        switch (fields.number()) {
          case TYPE -> type = fields.varint();
          case LONGS -> number = fields.onlyVarint();
          case NAME -> name = fields.name();
          case RAW -> number = fields.onlyLong();
          default -> {}
        }
      }
      return new Constant(name, type == INT64 ? number : null);
    }
  }
}
