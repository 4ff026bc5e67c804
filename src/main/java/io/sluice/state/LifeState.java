package io.sluice.state;

/** How far a key has come in its life, see {@link KeyLife}. Mutable. */
public final class LifeState {
  /** Saturation of {@link #observed} and {@link #zeros}. */
  public static final int MAX_OBSERVED = 0xFFFF;

  /** End of the last window that was stepped, epoch ms. */
  public long lastEnd;

  /** End of the last window in which an event carried a value, epoch ms. */
  public long lastHeardEnd;

  /** Windows imputed in a row up to {@link #lastEnd}. */
  public int gap;

  /** Windows with a value since the recurrent state last began, saturating. */
  public int observed;

  /** Windows in a row up to {@link #lastEnd} that held nothing but zeros, saturating. */
  public int zeros;

  /** How it pauses. */
  public final Gaps gaps = new Gaps();

  void take(LifeState other) {
    lastEnd = other.lastEnd;
    lastHeardEnd = other.lastHeardEnd;
    gap = other.gap;
    observed = other.observed;
    zeros = other.zeros;
    gaps.take(other.gaps);
  }

  /** Counts a window that has been stepped. */
  void step(long end, Seen seen) {
    lastEnd = end;
    gap = seen.isObserved() ? 0 : gap + 1;
    zeros = seen.isZero() ? Math.min(MAX_OBSERVED, zeros + 1) : 0;
    if (seen.isHeard()) {
      lastHeardEnd = end;
    }
    if (seen.isObserved()) {
      count();
    }
  }

  /** Counts a window with a value that the recurrent state has seen. */
  public void count() {
    observed = Math.min(MAX_OBSERVED, observed + 1);
  }
}
