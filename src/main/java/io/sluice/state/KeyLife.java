package io.sluice.state;

import io.sluice.window.Windows;

/**
 * The life of a key, by its closed windows: when it is stepped, imputed, left to rest, taken up
 * again and forgotten, and when its forecasts are trusted. The one rule for the service, backtests
 * and training. Stateless; what it is asked about stands in a {@link LifeState}.
 *
 * <p>A window has a value when at least one target was observed in it. With {@code max-gap} 2 and a
 * warm-up of 3:
 *
 * <table>
 * <caption>One key's windows, with (x) and without (-) a value</caption>
 * <tr><th>window</th><td>-</td><td>x</td><td>x</td><td>-</td><td>x</td><td>-</td><td>-</td><td>-</td><td>x</td><td>…</td><td>-</td><td>x</td></tr>
 * <tr><th>phase</th><td>rests</td><td>begins</td><td>goes on</td><td>imputed</td><td>goes on</td><td>imputed</td><td>imputed</td><td>rests</td><td>returns</td><td>…</td><td>forgotten</td><td>begins</td></tr>
 * <tr><th>observed</th><td></td><td>1</td><td>2</td><td>2</td><td>3: mature</td><td>3</td><td>3</td><td></td><td>1</td><td>…</td><td></td><td>1</td></tr>
 * </table>
 */
public final class KeyLife {
  /** What a closed window is in the life of its key. */
  public enum Phase {
    /** The first value of a key: all that is known of it begins. */
    BEGINS,

    /** A value, the window before having been stepped. */
    GOES_ON,

    /**
     * A value after expected windows that were not stepped: the recurrent state begins anew; scale
     * and tails stay.
     */
    RETURNS,

    /** No value, and stepped on the median forecast in its place. */
    IMPUTED,

    /** No value, and not stepped. */
    RESTS,

    /** No value for the time to live: all that is known of the key is dropped. */
    FORGOTTEN;

    /** Whether the model is run. */
    public boolean isStepped() {
      return this == BEGINS || this == GOES_ON || this == RETURNS || this == IMPUTED;
    }
  }

  private final Windows windows;
  private final int maxGap;
  private final long keyTtl;
  private final int warmup;

  /**
   * The rule of a pipeline that is served by a model.
   *
   * @param maxGap the most windows in a row that are imputed
   * @param keyTtl how long a key without values is remembered, ms
   * @param warmup the model's: windows with a value before its forecasts are trusted, at least 1
   */
  public KeyLife(Windows windows, int maxGap, long keyTtl, int warmup) {
    this.windows = windows;
    this.maxGap = maxGap;
    this.keyTtl = keyTtl;
    this.warmup = warmup;
  }

  /**
   * What a window is to a key that is known.
   *
   * @param isActive whether the key was {@link #isActive} after its last step
   * @param isObserved whether the window has a value
   */
  public Phase phase(LifeState life, boolean isActive, boolean isObserved, long end) {
    long next = windows.nextEnd(life.lastEnd);
    if (isObserved) {
      return next < end ? Phase.RETURNS : Phase.GOES_ON;
    }
    if (isActive && next == end) {
      return Phase.IMPUTED;
    }
    return end >= forgottenAt(life) ? Phase.FORGOTTEN : Phase.RESTS;
  }

  /** Whether the key's next expected window is stepped even if it has no value. */
  public boolean isActive(LifeState life) {
    return life.gap < maxGap;
  }

  /** End of the window by which a key without a further value is forgotten, epoch ms. */
  public long forgottenAt(LifeState life) {
    return windows.endOf(life.lastObservedEnd + keyTtl);
  }

  /**
   * Whether a key that rests is forgotten before the window at {@code end}: in some window after
   * its last step, whether data is expected in that or not.
   */
  boolean wasForgotten(LifeState life, long end) {
    return !isActive(life) && Math.max(windows.endOf(life.lastEnd), forgottenAt(life)) < end;
  }

  /**
   * Expected windows without a value since the key's last one, before the window at {@code end}.
   */
  public int missed(LifeState life, long end) {
    return windows.nextEnd(life.lastEnd) < end
        ? Math.max(life.gap, windows.count(life.lastObservedEnd, end) - 1)
        : life.gap;
  }

  /** Whether forecasts, and scores of what comes next, are trusted. */
  public boolean isMature(LifeState life) {
    return life.observed >= warmup;
  }

  /** How far the key has come on the way there, from 0 to 1. */
  public double maturity(LifeState life) {
    return Math.min(1, (double) life.observed / warmup);
  }
}
