package io.sluice.model.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.sluice.feature.FeatureLayout;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a session says of a model: metadata and tensors. Whatever cannot be read is refused with a
 * message that names it.
 */
public final class ModelFacts {
  /** A dimension that is only known when the model runs. */
  public static final long DYNAMIC = -1;

  /** The most floats of one row of a tensor, so that batches of a thousand rows can be held. */
  public static final int MAX_ROW = 1 << 16;

  private final Map<String, String> metadata = new TreeMap<>();
  private final Map<String, NodeInfo> inputs;
  private final Map<String, NodeInfo> outputs;

  /**
   * Reads them.
   *
   * @throws ModelException when the contract is of another version
   */
  public ModelFacts(OrtSession session) throws OrtException, ModelException {
    session
        .getMetadata()
        .getCustomMetadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(MetadataKey.PREFIX)) {
                metadata.put(key.substring(MetadataKey.PREFIX.length()), value);
              }
            });
    inputs = session.getInputInfo();
    outputs = session.getOutputInfo();
    String contract = text(MetadataKey.CONTRACT);
    if (!contract.equals(ModelContract.VERSION)) {
      throw new ModelException(
          "metadata %s is %s, this build understands %s"
              .formatted(MetadataKey.CONTRACT, contract, ModelContract.VERSION));
    }
  }

  /** All metadata, prefix removed. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** A text that must be there. */
  public String text(MetadataKey key) throws ModelException {
    @Nullable String value = metadata.get(key.key());
    if (value == null) {
      throw new ModelException("metadata " + key + " is missing");
    }
    return value;
  }

  /** A text, read by a parser that throws IllegalArgumentException where it cannot. */
  public <T> T parse(MetadataKey key, Function<String, T> parser) throws ModelException {
    String value = text(key);
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ModelException("metadata " + key + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** A whole number of at least 1. */
  public int positive(MetadataKey key) throws ModelException {
    int value = parse(key, Integer::parseInt);
    if (value < 1) {
      throw new ModelException("metadata " + key + " must be at least 1: " + value);
    }
    return value;
  }

  /** The window length that the model was trained for. */
  public Duration window() throws ModelException {
    Duration window = parse(MetadataKey.WINDOW, Duration::parse);
    if (window.isNegative() || window.isZero()) {
      throw new ModelException("metadata " + MetadataKey.WINDOW + " must be positive: " + window);
    }
    return window;
  }

  /** The quantile levels. */
  public List<Float> levels() throws ModelException {
    List<Float> levels = new ArrayList<>();
    for (String level : text(MetadataKey.LEVELS).split(",", -1)) {
      levels.add(parse(MetadataKey.LEVELS, value -> Float.parseFloat(level.trim())));
    }
    for (int i = 0; i < levels.size(); i++) {
      float previous = i == 0 ? 0 : levels.get(i - 1);
      if (!(levels.get(i) > previous && levels.get(i) < 1)) {
        throw new ModelException("quantile levels must ascend within (0, 1): " + levels);
      }
    }
    if (!levels.contains(0.5f) || levels.size() < 3) {
      throw new ModelException(
          "quantile levels must be at least three with 0.5 among them: " + levels);
    }
    return levels;
  }

  /** The columns of {@code x}. */
  public FeatureLayout features(int targets, int horizon) throws ModelException {
    return parse(
        MetadataKey.FEATURES,
        value -> FeatureLayout.parse(List.of(value.split(",", -1)), targets, horizon));
  }

  /** Refuses inputs beside these. */
  public void noInputsBeside(String... known) throws ModelException {
    Set<String> others = new TreeSet<>(inputs.keySet());
    others.removeAll(Set.of(known));
    if (!others.isEmpty()) {
      throw new ModelException("there are unknown inputs: " + others);
    }
  }

  /** Checks the number of floats of one row of a tensor and returns it. */
  public static int row(String name, long floats) throws ModelException {
    if (floats < 1 || floats > MAX_ROW) {
      throw new ModelException(
          name
              + " needs a fixed number of 1 to "
              + MAX_ROW
              + " values per row, it has "
              + (floats == DYNAMIC ? "a dynamic one" : floats));
    }
    return (int) floats;
  }

  /**
   * Checks an input's type and shape, and returns the shape.
   *
   * @param dynamic how many dimensions at the front must be {@link #DYNAMIC}
   * @param shape of the others, what is demanded; DYNAMIC: anything
   */
  public long[] input(String name, int dynamic, long... shape) throws ModelException {
    return tensor("input", inputs, name, dynamic, shape);
  }

  /** Checks that there is an input of 64-bit integers, one per row. */
  public void integers(String name) throws ModelException {
    NodeInfo node = inputs.get(name);
    boolean fits =
        node != null
            && node.getInfo() instanceof TensorInfo info
            && info.type == OnnxJavaType.INT64
            && Arrays.equals(info.getShape(), new long[] {DYNAMIC});
    if (!fits) {
      throw new ModelException(
          "input "
              + name
              + " must be an int64 tensor [-1] (-1: any), it is "
              + (node == null ? "missing" : node.getInfo()));
    }
  }

  /** Checks an output likewise. */
  public long[] output(String name, int dynamic, long... shape) throws ModelException {
    return tensor("output", outputs, name, dynamic, shape);
  }

  private static long[] tensor(
      String kind, Map<String, NodeInfo> nodes, String name, int dynamic, long... rest)
      throws ModelException {
    NodeInfo node = nodes.get(name);
    if (node == null) {
      throw new ModelException(kind + " " + name + " is missing; there are " + nodes.keySet());
    }
    if (!(node.getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.FLOAT) {
      throw new ModelException(kind + " " + name + " is not a float32 tensor: " + node.getInfo());
    }
    long[] expected = new long[dynamic + rest.length];
    Arrays.fill(expected, DYNAMIC);
    System.arraycopy(rest, 0, expected, dynamic, rest.length);
    long[] shape = info.getShape();
    boolean fits = shape.length == expected.length;
    for (int i = 0; fits && i < shape.length; i++) {
      boolean anything = i >= dynamic && expected[i] == DYNAMIC;
      fits = anything || shape[i] == expected[i];
    }
    if (!fits) {
      throw new ModelException(
          kind
              + " "
              + name
              + " has shape "
              + Arrays.toString(shape)
              + ", the metadata asks for "
              + Arrays.toString(expected)
              + " (-1: any)");
    }
    return shape;
  }
}
