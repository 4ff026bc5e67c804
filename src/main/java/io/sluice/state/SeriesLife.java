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
  public Phase next(long end, boolean isObserved) {
    Phase phase = phase(end, isObserved);
    if (phase == Phase.BEGINS) {
      life = new LifeState();
      isKnown = true;
    } else if (phase == Phase.RETURNS) {
      life.observed = 0;
    } else if (phase == Phase.FORGOTTEN) {
      isKnown = false;
    }
    if (phase.isStepped()) {
      life.step(end, isObserved);
    }
    return phase;
  }

  /** It may have been forgotten in a window that is not gone through, such as one of a holiday. */
  private Phase phase(long end, boolean isObserved) {
    if (!isKnown) {
      return isObserved ? Phase.BEGINS : Phase.RESTS;
    }
    return isObserved && rule.wasForgotten(life, end)
        ? Phase.BEGINS
        : rule.phase(life, rule.isActive(life), isObserved, end);
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
