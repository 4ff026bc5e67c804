package io.sluice.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
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

/** Reads a {@link ModelContract} from a session and checks that the tensors keep it. */
final class ContractReader {
  private static final long DYNAMIC = -1;

  /** The most floats of one row of a tensor, so that batches of a thousand rows can be held. */
  private static final int MAX_ROW = 1 << 16;

  private final Map<String, String> metadata;
  private final Map<String, NodeInfo> inputs;
  private final Map<String, NodeInfo> outputs;

  private ContractReader(OrtSession session) throws OrtException {
    metadata = new TreeMap<>();
    session
        .getMetadata()
        .getCustomMetadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(ModelContract.PREFIX)) {
                metadata.put(key.substring(ModelContract.PREFIX.length()), value);
              }
            });
    inputs = session.getInputInfo();
    outputs = session.getOutputInfo();
  }

  static ModelContract read(OrtSession session, String hash) throws OrtException, ModelException {
    return new ContractReader(session).read(hash);
  }

  private ModelContract read(String hash) throws ModelException {
    String contract = text("contract");
    if (!contract.equals(ModelContract.VERSION)) {
      throw new ModelException(
          "metadata "
              + ModelContract.PREFIX
              + "contract is "
              + contract
              + ", this build speaks "
              + ModelContract.VERSION);
    }
    int targets = positive("targets", parse("targets", Integer::parseInt));
    int horizon = positive("horizon", parse("horizon", Integer::parseInt));
    List<Float> levels = levels();
    FeatureLayout features =
        parse(
            "features",
            value -> FeatureLayout.parse(List.of(value.split(",", -1)), targets, horizon));
    noOtherInputs();
    row(ModelContract.X, features.size());
    tensor("input", inputs, ModelContract.X, DYNAMIC, features.size());
    long[] state = tensor("input", inputs, ModelContract.STATE, DYNAMIC, DYNAMIC);
    int stateSize = row(ModelContract.STATE, state[1]);
    row("targets", targets);
    row("horizon", horizon);
    row(ModelContract.QUANTILES, (long) targets * horizon * levels.size());
    tensor("output", outputs, ModelContract.QUANTILES, DYNAMIC, targets, horizon, levels.size());
    tensor("output", outputs, ModelContract.NEXT_STATE, DYNAMIC, stateSize);
    ModelContract read =
        new ModelContract(
            text("name"),
            text("version"),
            hash,
            text("cell"),
            parse("layers", Integer::parseInt),
            parse("hidden", Integer::parseInt),
            features,
            targets,
            levels,
            horizon,
            stateSize,
            bounded(),
            window(),
            positive("warmup", parse("warmup", Integer::parseInt)),
            parse("scaler", ScalerSpec::parse),
            metadata);
    if (metadata.containsKey(ModelContract.INITIAL_STATE)) {
      parse(ModelContract.INITIAL_STATE, value -> read.initialState());
    }
    return read;
  }

  private void noOtherInputs() throws ModelException {
    Set<String> others = new TreeSet<>(inputs.keySet());
    others.removeAll(Set.of(ModelContract.X, ModelContract.STATE));
    if (!others.isEmpty()) {
      throw new ModelException("there are inputs that nothing is known of: " + others);
    }
  }

  private static int row(String name, long floats) throws ModelException {
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

  private Duration window() throws ModelException {
    Duration window = parse("window", Duration::parse);
    if (window.isNegative() || window.isZero()) {
      throw new ModelException(
          "metadata " + ModelContract.PREFIX + "window must be positive: " + window);
    }
    return window;
  }

  private List<Float> levels() throws ModelException {
    List<Float> levels = new ArrayList<>();
    for (String level : text("levels").split(",", -1)) {
      levels.add(parse("levels", value -> Float.parseFloat(level.trim())));
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

  private boolean bounded() throws ModelException {
    String state = text("state");
    return switch (state) {
      case "unit" -> true;
      case "real" -> false;
      default ->
          throw new ModelException(
              "metadata " + ModelContract.PREFIX + "state is neither unit nor real: " + state);
    };
  }

  private String text(String name) throws ModelException {
    @Nullable String value = metadata.get(name);
    if (value == null) {
      throw new ModelException("metadata " + ModelContract.PREFIX + name + " is missing");
    }
    return value;
  }

  private <T> T parse(String name, Function<String, T> parser) throws ModelException {
    String value = text(name);
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ModelException(
          "metadata " + ModelContract.PREFIX + name + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static int positive(String name, int value) throws ModelException {
    if (value < 1) {
      throw new ModelException(
          "metadata " + ModelContract.PREFIX + name + " must be at least 1: " + value);
    }
    return value;
  }

  private static long[] tensor(
      String kind, Map<String, NodeInfo> nodes, String name, long... expected)
      throws ModelException {
    NodeInfo node = nodes.get(name);
    if (node == null) {
      throw new ModelException(kind + " " + name + " is missing; there are " + nodes.keySet());
    }
    if (!(node.getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.FLOAT) {
      throw new ModelException(kind + " " + name + " is no float32 tensor: " + node.getInfo());
    }
    long[] shape = info.getShape();
    boolean fits = shape.length == expected.length && shape[0] == DYNAMIC;
    for (int i = 1; fits && i < shape.length; i++) {
      fits = expected[i] == DYNAMIC || shape[i] == expected[i];
    }
    if (!fits) {
      throw new ModelException(
          kind
              + " "
              + name
              + " has shape "
              + Arrays.toString(shape)
              + ", the metadata demands "
              + Arrays.toString(expected)
              + " (-1: any)");
    }
    return shape;
  }
}
