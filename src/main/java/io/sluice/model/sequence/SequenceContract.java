package io.sluice.model.sequence;

import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a whole-sequence model promises. It reads a stretch of a series at a time and says of every
 * window what its own value may be, given both sides; a window whose value is hidden from it is
 * marked as missing. Its metadata say that it is {@link ModelKind#SEQUENCE}.
 *
 * <p>The quantiles are of the value that a missing window had, from the scaler's origin and in its
 * unit, with the scale that is known by the end of the stretch. Where the scaler starts from the
 * last value, the origin is the line between the known neighbours on both sides, in the scaler's
 * space, and the unit is wider by {@code sqrt(2 k m / (k + m))} for a window {@code k} after the
 * one and {@code m} before the other, as a random walk would be. In {@code x} a missing window
 * stands on that line. The output for windows that are not missing has no meaning.
 *
 * <table>
 * <caption>Tensors, all float32; batch and time are dynamic</caption>
 * <tr><th></th><th>name</th><th>shape</th></tr>
 * <tr><td>in</td><td>{@code x}</td><td>{@code [batch, time, features]}</td></tr>
 * <tr><td>out</td><td>{@code quantiles}</td><td>{@code [batch, time, 1, levels]}</td></tr>
 * </table>
 *
 * @param name the model's name
 * @param version the model's version
 * @param hash the first 12 hexadecimal digits of the file's SHA-256
 * @param features the columns of {@code x}
 * @param levels quantile levels in (0, 1), ascending, with 0.5 among them
 * @param window the window length it was trained for
 * @param warmup known windows that a series needs before its scale is worth anything
 * @param maxGap the longest run of missing windows that it was trained to fill
 * @param scaler how its series are scaled
 * @param metadata the whole metadata, prefix removed: {@code cell}, {@code layers} and {@code
 *     hidden} for people among it
 */
public record SequenceContract(
    String name,
    String version,
    String hash,
    FeatureLayout features,
    List<Float> levels,
    Duration window,
    int warmup,
    int maxGap,
    ScalerSpec scaler,
    Map<String, String> metadata) {

  public SequenceContract {
    levels = List.copyOf(levels);
    metadata = Map.copyOf(metadata);
  }

  /**
   * Whether features are of each window alone. A sequence holds the windows before and after it, so
   * that a past and what is ahead have no place in it.
   */
  public static boolean isOfTheWindow(FeatureLayout features) {
    return features.past() == 1 && features.ahead() == 0;
  }

  /** Index of level 0.5. */
  public int median() {
    return levels.indexOf(0.5f);
  }

  /** Index of the level nearest to one. */
  public int nearest(double level) {
    int best = 0;
    for (int i = 1; i < levels.size(); i++) {
      if (Math.abs(levels.get(i) - level) < Math.abs(levels.get(best) - level)) {
        best = i;
      }
    }
    return best;
  }
}
