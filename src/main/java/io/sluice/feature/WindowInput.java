package io.sluice.feature;

/**
 * What one closed window of one key brings to the encoder, one entry per target. The arrays are
 * filled by the owner; the scaler states are updated by the encoder.
 */
public final class WindowInput {
  /** The running estimates; updated. */
  public final ScalerState[] scales;

  /** The window's values: observed, or the median forecast where {@link #imputed}. */
  public final double[] values;

  /** Which values are imputed: there was none, or none that the scaler takes. */
  public final boolean[] imputed;

  /** Receives each value as the last forecast would have stated it ({@link Scaler#scale}). */
  public final double[] scaled;

  /**
   * What is known in advance: per field of {@link FeatureLayout#known} the window's own value, then
   * those of the windows after it, as far as they are known. Empty where nothing is.
   */
  public float[][] known = {};

  /** The input of keys with these scaler states. */
  public WindowInput(ScalerState[] scales) {
    this.scales = scales;
    this.values = new double[scales.length];
    this.imputed = new boolean[scales.length];
    this.scaled = new double[scales.length];
  }
}
