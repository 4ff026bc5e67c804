package io.sluice.model;

import io.sluice.config.Defaults;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * What a step model promises: the shapes of its tensors and the meaning of its numbers, read from
 * the ONNX file's own metadata, the keys of which are {@link MetadataKey}s.
 *
 * <table>
 * <caption>Tensors, all float32</caption>
 * <tr><th></th><th>name</th><th>shape</th></tr>
 * <tr><td>in</td><td>{@code x}</td><td>{@code [batch, features]}</td></tr>
 * <tr><td>in</td><td>{@code state}</td><td>{@code [batch, state_size]}</td></tr>
 * <tr><td>out</td><td>{@code quantiles}</td><td>{@code [batch, targets, horizon, levels]}</td></tr>
 * <tr><td>out</td><td>{@code next_state}</td><td>{@code [batch, state_size]}</td></tr>
 * </table>
 *
 * @param name the model's name
 * @param version the model's version
 * @param hash the first 12 hexadecimal digits of the file's SHA-256
 * @param cell the recurrent cell, for people
 * @param layers the number of recurrent layers, for people
 * @param hiddenSize the hidden size, for people
 * @param features the columns of {@code x}
 * @param targets the number of targets; 1: the model is run on each target of a pipeline on its own
 * @param levels quantile levels in (0, 1), ascending, with 0.5 among them
 * @param horizon the number of windows forecast
 * @param stateSize floats of recurrent state per row
 * @param boundedState whether every state value lies in [-1, 1], so that 16 bits hold it
 * @param window the window length it was trained for
 * @param warmup windows after which a key's forecasts are mature
 * @param scaler how its series are scaled
 * @param metadata the whole metadata, prefix removed
 */
public record ModelContract(
    String name,
    String version,
    String hash,
    String cell,
    int layers,
    int hiddenSize,
    FeatureLayout features,
    int targets,
    List<Float> levels,
    int horizon,
    int stateSize,
    boolean boundedState,
    Duration window,
    int warmup,
    ScalerSpec scaler,
    Map<String, String> metadata)
    implements ModelIdentity {

  /** The contract version that this code speaks, {@link MetadataKey#CONTRACT}. */
  public static final String VERSION = "1";

  public static final String X = "x";
  public static final String STATE = "state";
  public static final String QUANTILES = "quantiles";
  public static final String NEXT_STATE = "next_state";

  public ModelContract {
    levels = List.copyOf(levels);
    metadata = Map.copyOf(metadata);
  }

  /**
   * The recurrent state of a new key, {@code [state_size]}: what {@link MetadataKey#INITIAL_STATE}
   * says in the base64 of little-endian float32, zeros without it.
   *
   * @throws IllegalArgumentException when that is no base64, of another size, not finite, or out of
   *     [-1, 1] though the state is declared to be bounded
   */
  public float[] initialState() {
    float[] state = new float[stateSize];
    String text = metadata.get(MetadataKey.INITIAL_STATE.key());
    if (text == null) {
      return state;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    if (bytes.capacity() != stateSize * Float.BYTES) {
      throw new IllegalArgumentException(
          bytes.capacity() + " bytes, " + stateSize + " float32 values are needed");
    }
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(state);
    float limit = boundedState ? 1 : Float.MAX_VALUE;
    for (float value : state) {
      if (!(Math.abs(value) <= limit)) {
        throw new IllegalArgumentException("the value " + value + " is out of range");
      }
    }
    return state;
  }

  /** The form in which metadata states an initial state. */
  public static String encodeState(float[] state) {
    ByteBuffer bytes = ByteBuffer.allocate(state.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(state);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /**
   * How many windows in a row without a value it can go on from, by its own median: what {@link
   * MetadataKey#MAX_GAP} says, or the default of {@code window.max-gap}.
   *
   * @throws IllegalArgumentException when that is no number from 1 to {@value
   *     Defaults#MAX_GAP_LIMIT}
   */
  public int maxGap() {
    String text = metadata.get(MetadataKey.MAX_GAP.key());
    if (text == null) {
      return Defaults.MAX_GAP;
    }
    int windows = Integer.parseInt(text);
    if (windows < 1 || windows > Defaults.MAX_GAP_LIMIT) {
      throw new IllegalArgumentException("not from 1 to " + Defaults.MAX_GAP_LIMIT);
    }
    return windows;
  }

  /** Floats of {@code quantiles} per row. */
  public int outputSize() {
    return targets * horizon * levels.size();
  }

  /** The levels as an array of their own. */
  public float[] levelArray() {
    float[] array = new float[levels.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = levels.get(i);
    }
    return array;
  }

  /** Index of level 0.5. */
  public int median() {
    return levels.indexOf(0.5f);
  }
}
