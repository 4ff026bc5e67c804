package io.sluice.state;

import io.sluice.state.KeyLife.Phase;

/**
 * The life of one key of a history, whose windows are gone through one by one as the service would
 * have met them: all in which the calendar expects a value, and others that have one.
 */
public final class SeriesLife {
  private final KeyLife rule;
  private LifeState life = new LifeState();
  private boolean isKnown;

  /** A key that has not been seen yet. */
  public SeriesLife(KeyLife rule) {
    this.rule = rule;
  }

  /**
   * Goes on by one window, and says what it is.
   *
   * @param end its end, epoch ms; later than the one before
   */
  public Phase next(long end, Seen seen) {
    Phase phase = phase(end, seen);
    if (phase == Phase.BEGINS) {
      life = new LifeState();
      isKnown = true;
    } else if (phase == Phase.RETURNS) {
      life.observed = 0;
      life.zeros = 0;
    } else if (phase == Phase.FORGOTTEN) {
      isKnown = false;
    }
    if (phase.isStepped()) {
      rule.step(life, phase, seen, end);
    }
    return phase;
  }

  /** It may have been forgotten in a window that is not gone through, such as one of a holiday. */
  private Phase phase(long end, Seen seen) {
    if (!isKnown) {
      return seen.isHeard() ? Phase.BEGINS : Phase.RESTS;
    }
    return seen.isHeard() && rule.wasForgotten(life, end)
        ? Phase.BEGINS
        : rule.phase(life, rule.isActive(life), seen, end);
  }

  /**
   * The chance that the next window has no event, if one is looked for in it, as the service keeps
   * it: see {@link Activity}.
   */
  public float pause() {
    return Gaps.chance(life.gaps.start, life.gaps.stay, life.lastHeardEnd == life.lastEnd);
  }

  /** Whether the key is known, and its window at {@code end} is stepped even without a value. */
  public boolean isExpected(long end) {
    return isKnown && rule.isExpected(life, end);
  }

  /** Whether forecasts made in the last window are trusted. */
  public boolean isMature() {
    return isKnown && rule.isMature(life);
  }

  /** How far the key has come on the way there, from 0 to 1. */
  public double maturity() {
    return isKnown ? rule.maturity(life) : 0;
  }

  /** Windows imputed in a row up to the last one that was stepped. */
  public int gap() {
    return life.gap;
  }
}
