package io.sluice.oracle;

import io.sluice.state.KeyState;

/** What is remembered of one key. */
final class Series {
  private static final double START = 0.1;
  private static final int START_WINDOWS = 10;
  private static final int START_MEMORY = 500;
  private static final double STAY = 0.3;
  private static final double STAY_RATE = 0.05;
  private static final float FADE = 0.95f;
  private static final long WEEK = 7 * 24 * 3_600_000L;

  /** What stepped it last. */
  Network network;

  /** What the model, scaling, scoring and episodes keep; none of its times is used. */
  KeyState numbers;

  /** End of the last window that was stepped, and of the last one that had a value. */
  long stepped;

  long observed;

  /** Windows in a row that were imputed. */
  int gap;

  /** Share of windows without a value after one that had one, and after one that had none. */
  float gapBegins = (float) START;

  float gapGoesOn = (float) STAY;

  /** The longest silences that are over, the older they are the shorter. */
  float longestGap;

  float secondGap;

  /** The longest silence that began in the last ten days, and after which window. */
  int closure;

  long closedAfter;

  /** Windows in a row of zeros alone. */
  int zeros;

  /** The alert of silence that is firing; that of values stands in {@link #numbers}. */
  final Episode silent = new Episode();

  Series(Network network, KeyState numbers) {
    this.network = network;
    this.numbers = numbers;
  }

  /**
   * Learns from one window how the key pauses.
   *
   * @param missed expected windows without an event right before it
   * @param known how many of them were learned from
   * @param seen windows with a value before it, since the recurrent state began
   */
  void pause(boolean isGap, int missed, int known, int seen) {
    if (!isGap && missed > 0) {
      if (2 * missed >= secondGap) {
        longestGap *= FADE;
        secondGap *= FADE;
      }
      secondGap = Math.max(secondGap, Math.min(longestGap, missed));
      longestGap = Math.max(longestGap, missed);
      if (missed >= closure || observed - closedAfter > WEEK * 3 / 2) {
        closure = missed;
        closedAfter = observed;
      }
    }
    if (missed == 0) {
      float rate = 1f / Math.min(START_MEMORY, seen + START_WINDOWS);
      gapBegins += rate * ((isGap ? 1 : 0) - gapBegins);
    } else if (isGap) {
      goesOn(1, 1);
    } else {
      goesOn(1, missed - known);
      goesOn(0, 1);
    }
  }

  /** As many windows of silence are nothing new: like two before, or like one weeks ago. */
  int usualSilence(long window) {
    long apart = (observed - closedAfter) % WEEK;
    long off = Math.min(apart, WEEK - apart);
    boolean isWeekly =
        closure > 0
            && observed - closedAfter > WEEK / 2
            && off <= Math.max(window, closure * window / 10);
    return (int) Math.ceil(1.25 * Math.max(secondGap, isWeekly ? closure : 0));
  }

  /** The chance of a window without an event after the last one that was stepped. */
  double pauses() {
    return Math.max(0.002f, Math.min(0.999f, observed == stepped ? gapBegins : gapGoesOn));
  }

  private void goesOn(int outcome, int times) {
    double weight = 1 - Math.pow(1 - STAY_RATE, times);
    gapGoesOn += (float) (weight * (outcome - gapGoesOn));
  }
}
