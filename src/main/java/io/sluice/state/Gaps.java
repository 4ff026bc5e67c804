package io.sluice.state;

/**
 * What a key is known for in the way of windows without an event: a Markov chain of two states, for
 * gaps come in runs. Static: the two probabilities live in the {@link KeyState}.
 */
public final class Gaps {
  private static final float START_PRIOR = 0.1f;
  private static final int START_PRIOR_WINDOWS = 10;
  private static final int START_MEMORY = 500;
  private static final float STAY_PRIOR = 0.3f;
  private static final double STAY_RATE = 0.05;

  /** With each long silence the memory of longer ones fades. */
  private static final float FADE = 0.95f;

  private Gaps() {}

  /** A new key: it may well pause, and not for long. */
  public static void begin(KeyState state) {
    state.gapStart = START_PRIOR;
    state.gapStay = STAY_PRIOR;
  }

  /**
   * Takes a window in. Windows that a stale key was not stepped in are made up for when it returns.
   *
   * @param state of the window before
   * @param observed whether the window had an event
   * @param missed windows without an event between the last one that had one and this one
   */
  public static void learn(KeyState state, boolean observed, int missed) {
    if (observed && missed > 0) {
      remember(state, missed);
    }
    if (missed == 0) {
      float rate = 1f / Math.min(START_MEMORY, state.life.observed + START_PRIOR_WINDOWS);
      state.gapStart += rate * ((observed ? 0 : 1) - state.gapStart);
    } else if (observed) {
      stay(state, 1, missed - state.life.gap);
      stay(state, 0, 1);
    } else {
      stay(state, 1, 1);
    }
  }

  /** A silence is over. Closures that come again and again are known by their second longest. */
  private static void remember(KeyState state, int missed) {
    if (2 * missed >= state.secondGap) { // short ones say nothing of long ones
      state.longestGap *= FADE;
      state.secondGap *= FADE;
    }
    if (missed > state.longestGap) {
      state.secondGap = state.longestGap;
      state.longestGap = missed;
    } else {
      state.secondGap = Math.max(state.secondGap, missed);
    }
  }

  private static void stay(KeyState state, int outcome, int times) {
    double weight = 1 - Math.pow(1 - STAY_RATE, times);
    state.gapStay += (float) (weight * (outcome - state.gapStay));
  }
}
