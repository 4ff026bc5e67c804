package io.sluice.state;

import io.sluice.window.Season;
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
 *
 * <p>A gap that the key is known for, such as a night, is none after which it begins anew: it
 * reopens, with the recurrent state as it was, and stays as mature.
 *
 * <p>Where no event is zero, see {@link Seen}, windows without one go on like others, until there
 * were so many zeros in a row that the recurrent state can know nothing else: a ring full of them,
 * and a season. From then on the key rests: it is not stepped, and learns nothing, not from zeros
 * that are sent either ({@link Phase#DOZES}). With its next value that is not zero it wakes: as
 * mature as it was, with a recurrent state made of the zeros before.
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

    /** A value after such windows as the key is known for: the recurrent state stays, too. */
    REOPENS,

    /** No value, and stepped on the median forecast in its place. */
    IMPUTED,

    /** A zero after many: the model is run, and nothing is learned. */
    DOZES,

    /** A value after many zeros, of which the recurrent state is made. */
    WAKES,

    /** No value, and not stepped. */
    RESTS,

    /** No value for the time to live: all that is known of the key is dropped. */
    FORGOTTEN;

    /** Whether the model is run. */
    public boolean isStepped() {
      return this != RESTS && this != FORGOTTEN;
    }

    /** Whether something is learned of the window: of its scale, and of what is usual. */
    public boolean isLearned() {
      return isStepped() && this != DOZES;
    }
  }

  private final Windows windows;
  private final int maxGap;
  private final long keyTtl;
  private final int warmup;

  /**
   * Zeros in a row after which a key rests: a ring full of inputs, a season, and the warm-up. So a
   * key that has a value every day never rests.
   */
  private final int restAfter;

  /**
   * The rule of a pipeline that is served by a model.
   *
   * @param maxGap the most windows in a row that are imputed
   * @param keyTtl how long a key without values is remembered, ms
   * @param warmup the model's: windows with a value before its forecasts are trusted, at least 1
   * @param past the values that the model sees, at least 1
   */
  public KeyLife(Windows windows, int maxGap, long keyTtl, int warmup, int past) {
    this.windows = windows;
    this.maxGap = maxGap;
    this.keyTtl = keyTtl;
    this.warmup = warmup;
    int ring = InputRing.capacity(past);
    this.restAfter = Math.max(Math.max(ring, new Season(windows).phases()), warmup);
  }

  /**
   * What a window is to a key that is known.
   *
   * @param isActive whether the key was {@link #isActive} after its last step
   */
  public Phase phase(LifeState life, boolean isActive, Seen seen, long end) {
    long next = windows.nextEnd(life.lastEnd);
    if (seen.isHeard()) {
      return isResting(life) ? fromRest(seen) : next < end ? afterGap(life, end) : Phase.GOES_ON;
    }
    boolean isDead = end >= forgottenAt(life);
    if (isActive && next == end && !(isDead && seen.isZero())) {
      return seen.isObserved() ? Phase.GOES_ON : Phase.IMPUTED;
    }
    return isDead ? Phase.FORGOTTEN : Phase.RESTS;
  }

  private static Phase fromRest(Seen seen) {
    return seen.isZero() ? Phase.DOZES : Phase.WAKES;
  }

  private Phase afterGap(LifeState life, long end) {
    return missed(life, end) <= life.gaps.known(life.lastHeardEnd, windows.size())
        ? Phase.REOPENS
        : Phase.RETURNS;
  }

  /** Takes a window that is stepped into the life of its key. */
  public void step(LifeState life, Phase phase, Seen seen, long end) {
    if (phase == Phase.BEGINS) {
      life.gaps.begin();
    } else {
      life.gaps.learn(life, seen.isHeard(), missed(life, end), silent(life));
    }
    if (phase == Phase.DOZES) {
      life.lastEnd = end;
      life.lastHeardEnd = end;
    } else {
      life.step(end, seen);
    }
  }

  /**
   * A key wakes in the window at an end: those before it in which it rested are taken for stepped.
   */
  public void wake(LifeState life, long end) {
    long before = windows.previousEnd(end);
    if (before > life.lastEnd) {
      life.gaps.rested(windows.count(life.lastEnd, before));
      life.lastEnd = before;
    }
  }

  /** Whether the key's next expected window is stepped even if it has no value. */
  public boolean isActive(LifeState life) {
    return life.gap < maxGap && !isResting(life);
  }

  /** Whether a window is the next that is stepped even if it has no value. */
  boolean isExpected(LifeState life, long end) {
    return isActive(life) && windows.nextEnd(life.lastEnd) == end;
  }

  /** Whether there were so many zeros that one more says nothing. */
  public boolean isResting(LifeState life) {
    return life.zeros >= restAfter;
  }

  /** End of the window by which a key without a further value is forgotten, epoch ms. */
  public long forgottenAt(LifeState life) {
    return windows.endOf(life.lastHeardEnd + keyTtl);
  }

  /**
   * Whether a key that rests is forgotten before the window at {@code end}: in some window after
   * its last step, whether data is expected in that or not.
   */
  boolean wasForgotten(LifeState life, long end) {
    return !isActive(life) && Math.max(windows.endOf(life.lastEnd), forgottenAt(life)) < end;
  }

  /** Expected windows without an event since the key's last one, before the window at an end. */
  int missed(LifeState life, long end) {
    int silent = silent(life);
    return windows.nextEnd(life.lastEnd) < end
        ? Math.max(silent, windows.count(life.lastHeardEnd, end) - 1)
        : silent;
  }

  /** How many of them were stepped. */
  private int silent(LifeState life) {
    return life.lastHeardEnd < life.lastEnd
        ? Math.max(life.gap, windows.count(life.lastHeardEnd, life.lastEnd))
        : 0;
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
