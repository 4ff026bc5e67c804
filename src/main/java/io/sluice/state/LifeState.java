package io.sluice.state;

/** How far a key has come in its life, see {@link KeyLife}. Mutable. */
public final class LifeState {
  /** Saturation of {@link #observed}. */
  public static final int MAX_OBSERVED = 0xFFFF;

  /** End of the last window that was stepped, epoch ms. */
  public long lastEnd;

  /** End of the last window that had a value, epoch ms. */
  public long lastObservedEnd;

  /** Windows imputed in a row up to {@link #lastEnd}. */
  public int gap;

  /** Windows with a value since the recurrent state last began, saturating. */
  public int observed;

  void take(LifeState other) {
    lastEnd = other.lastEnd;
    lastObservedEnd = other.lastObservedEnd;
    gap = other.gap;
    observed = other.observed;
  }

  /** Counts a window that has been stepped. */
  public void step(long end, boolean isObserved) {
    lastEnd = end;
    gap = isObserved ? 0 : gap + 1;
    if (isObserved) {
      lastObservedEnd = end;
      count();
    }
  }

  /** Counts a window with a value that the recurrent state has seen. */
  public void count() {
    observed = Math.min(MAX_OBSERVED, observed + 1);
  }
}
