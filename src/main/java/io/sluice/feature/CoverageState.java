package io.sluice.feature;

/** By how much the quantiles of one target of a key have to be moved. Mutable; persisted. */
public final class CoverageState {
  /** Windows learned, saturating. */
  public int count;

  /** By level, in widths of the forecast: 0, nothing. */
  public final float[] offsets;

  /** Nothing is moved. */
  public CoverageState(int levels) {
    offsets = new float[levels];
  }

  /** Becomes the same as another of as many levels. */
  public void take(CoverageState other) {
    count = other.count;
    System.arraycopy(other.offsets, 0, offsets, 0, offsets.length);
  }
}
