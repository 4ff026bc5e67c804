package io.sluice.model.onnx;

import io.sluice.model.ModelException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a step model has no need of, before ONNX Runtime sees the file: weights in other
 * files, which would be opened relative to the working directory; operators that are not ONNX's
 * own; functions; nesting and numbers of parts that only an attack has; work that depends on
 * values, see {@link WorkScreen}. Looks into all subgraphs.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">the fields' numbers</a>
 */
final class ModelScreen {
  /** The deepest nesting of messages: ten subgraphs, each within a node of the other. */
  private static final int MAX_DEPTH = 32;

  /** The most fields. A part of two bytes in the file takes hundreds in memory. */
  private static final int MAX_FIELDS = 1_000_000;

  private static final Set<String> DOMAINS = Set.of("", "ai.onnx");

  private static final int MODEL_FUNCTIONS = 25;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_DOMAIN = 7;
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int TENSOR_DATA_LOCATION = 14;

  private int fieldCount;

  private ModelScreen() {}

  /** The messages of ONNX that lead to a node or a tensor. */
  private enum Message {
    MODEL,
    TRAINING,
    GRAPH,
    NODE,
    ATTRIBUTE,
    TENSOR,
    SPARSE_TENSOR;

    /** What a field holds; null for a field that leads nowhere. */
    @Nullable Message child(int field) {
      return switch (this) {
        case MODEL -> field == 7 ? GRAPH : field == 20 ? TRAINING : null;
        case TRAINING -> field == 1 || field == 2 ? GRAPH : null;
        case GRAPH -> field == 1 ? NODE : field == 5 ? TENSOR : field == 15 ? SPARSE_TENSOR : null;
        case NODE -> field == 5 ? ATTRIBUTE : null;
        case ATTRIBUTE ->
            switch (field) {
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 22, 23 -> SPARSE_TENSOR;
              default -> null;
            };
        case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : null;
        case TENSOR -> null;
      };
    }
  }

  /**
   * Checks the bytes of a model file.
   *
   * @throws ModelException when they are no ONNX model, or one that is not run here
   */
  static void check(byte[] model) throws ModelException {
    new ModelScreen().walk(Message.MODEL, new ProtoFields(model), 1);
    WorkScreen.check(model);
  }

  private void walk(Message message, ProtoFields fields, int depth) throws ModelException {
    if (depth > MAX_DEPTH) {
      throw new ModelException("its graphs are nested deeper than " + MAX_DEPTH + " messages");
    }
    String operator = "";
    String domain = "";
    while (fields.next()) {
      if (++fieldCount > MAX_FIELDS) {
        throw new ModelException("it has more than " + MAX_FIELDS + " parts");
      }
      int field = fields.number();
      Message child = message.child(field);
      if (child != null) {
        walk(child, fields.message(), depth + 1);
      } else if (message == Message.NODE && field == NODE_OPERATOR) {
        operator = fields.text();
      } else if (message == Message.NODE && field == NODE_DOMAIN) {
        domain = fields.text();
      } else if (message == Message.TENSOR && isExternal(field, fields)) {
        throw new ModelException("it keeps a tensor in another file; all must be in this one");
      } else if (message == Message.MODEL && field == MODEL_FUNCTIONS) {
        throw new ModelException("it has functions of its own; export it with them inlined");
      }
    }
    if (!DOMAINS.contains(domain)) {
      throw new ModelException(
          "operator " + operator + " of domain " + domain + ": only ONNX's own operators are run");
    }
  }

  /** Any location but the default one, for protobuf takes numbers beyond 32 bits modulo 2^32. */
  private static boolean isExternal(int field, ProtoFields fields) throws ModelException {
    return field == TENSOR_EXTERNAL_DATA || (field == TENSOR_DATA_LOCATION && fields.varint() != 0);
  }
}
