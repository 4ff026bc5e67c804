package io.sluice.feature;

import io.sluice.feature.FeatureLayout.Feature;
import java.nio.FloatBuffer;

/**
 * Turns one closed window into one row of a model's input {@code x}. The one feature
 * implementation: training builds its sequences with it, serving its batches. Stateless and shared.
 */
public final class FeatureEncoder {
  private static final long DAY_MS = 86_400_000;
  private static final long WEEK_MS = 7 * DAY_MS;
  private static final long YEAR_MS = (long) (365.2425 * DAY_MS);

  /** 1970-01-01 was a Thursday; weeks begin on Monday. */
  private static final long EPOCH_IN_WEEK_MS = 3 * DAY_MS;

  /** Natural logarithm of the largest ratio that {@code noise} tells apart. */
  private static final double NOISE_LIMIT = 5;

  private final FeatureLayout layout;
  private final Scaler scaler;
  private final int targets;

  /** An encoder of {@code targets} targets, the model's number of them. */
  public FeatureEncoder(FeatureLayout layout, Scaler scaler, int targets) {
    this.layout = layout;
    this.scaler = scaler;
    this.targets = targets;
  }

  public FeatureLayout layout() {
    return layout;
  }

  public Scaler scaler() {
    return scaler;
  }

  /**
   * Takes one window into the scaler states and writes its features.
   *
   * @param states the scaler states of the model's targets from {@code first}; updated
   * @param values the window's values of the same targets from {@code first}: observed, or the
   *     median forecast where {@code imputed}
   * @param imputed which values are imputed
   * @param first index of the model's first target in the three arrays
   * @param scaled receives, from {@code first}, each value as the last forecast would have stated
   *     it ({@link Scaler#scale})
   * @param windowStart start of the window on the clocks of the pipeline's zone: milliseconds since
   *     1970-01-01T00:00 there
   * @param x receives {@link FeatureLayout#size} floats
   * @param offset where in {@code x} they start
   */
  public void encode(
      ScalerState[] states,
      double[] values,
      boolean[] imputed,
      int first,
      double[] scaled,
      long windowStart,
      FloatBuffer x,
      int offset) {
    for (int i = first; i < first + targets; i++) {
      scaled[i] = scaler.scale(states[i], values[i]);
      if (imputed[i]) {
        scaler.impute(states[i], values[i]);
      } else {
        scaler.observe(states[i], values[i]);
      }
    }
    features(states, imputed, first, scaled, windowStart, x, offset);
  }

  /**
   * Writes the features of a window that the scaler states have taken in before: as {@link
   * #encode}, but the scale stays as it is known by now.
   */
  public void encodeAgain(
      ScalerState[] states,
      double[] values,
      boolean[] imputed,
      int first,
      double[] scaled,
      long windowStart,
      FloatBuffer x,
      int offset) {
    for (int i = first; i < first + targets; i++) {
      scaled[i] = scaler.scale(states[i], values[i]);
      scaler.impute(states[i], values[i]);
    }
    features(states, imputed, first, scaled, windowStart, x, offset);
  }

  private void features(
      ScalerState[] states,
      boolean[] imputed,
      int first,
      double[] scaled,
      long windowStart,
      FloatBuffer x,
      int offset) {
    int column = offset;
    for (Feature feature : layout.features()) {
      int target = first + feature.target();
      double value =
          switch (feature.column()) {
            case LEVEL -> Asinh.of(scaler.standardised(states[target]));
            case CHANGE -> Asinh.of(scaled[target]);
            case NOISE -> noise(states[target]);
            case MISSING -> imputed[target] ? 1 : 0;
            case TIME_OF_DAY_SIN -> Math.sin(phase(windowStart, DAY_MS));
            case TIME_OF_DAY_COS -> Math.cos(phase(windowStart, DAY_MS));
            case DAY_OF_WEEK_SIN -> Math.sin(phase(windowStart + EPOCH_IN_WEEK_MS, WEEK_MS));
            case DAY_OF_WEEK_COS -> Math.cos(phase(windowStart + EPOCH_IN_WEEK_MS, WEEK_MS));
            case DAY_OF_YEAR_SIN -> Math.sin(phase(windowStart, YEAR_MS));
            case DAY_OF_YEAR_COS -> Math.cos(phase(windowStart, YEAR_MS));
          };
      x.put(column++, (float) value);
    }
  }

  private static double noise(ScalerState state) {
    if (state.count == 0) {
      return 0;
    }
    double ratio = Math.log(state.change / state.spread);
    return Math.max(-NOISE_LIMIT, Math.min(NOISE_LIMIT, ratio));
  }

  private static double phase(long time, long period) {
    return 2 * Math.PI * Math.floorMod(time, period) / period;
  }
}
