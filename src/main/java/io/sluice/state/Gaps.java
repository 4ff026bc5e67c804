package io.sluice.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * What a key is known for in the way of windows without an event: a Markov chain of two states, for
 * gaps come in runs; how long the longest ones were; and when in the week the longest of the last
 * week began, which may be a closure that comes again. Mutable; persisted with the key state.
 */
public final class Gaps {
  private static final float START_PRIOR = 0.1f;
  private static final int START_PRIOR_WINDOWS = 10;
  private static final int START_MEMORY = 500;
  private static final float STAY_PRIOR = 0.3f;
  private static final double STAY_RATE = 0.05;

  /** With each long silence the memory of longer ones fades. */
  private static final float FADE = 0.95f;

  /** A gap may be this much longer than the ones before it. */
  private static final double LONGER = 1.25;

  /** No window without an event is less likely, nor more. */
  private static final float LEAST_CHANCE = 0.002f;

  private static final float MOST_CHANCE = 0.999f;

  private static final long WEEK = Duration.ofDays(7).toMillis();

  /** A closure may begin earlier or later, by this share of its length. */
  private static final int SHARE = 10;

  /** Running share of windows without an event among those after a window that had one. */
  public float start;

  /** Running share of windows without an event among those after a window that had none. */
  public float stay;

  /** Lengths of the two longest gaps that ended, in windows; old ones count for less. */
  public float longest;

  public float second;

  /** The length of the longest gap that began within about a week, in windows. */
  public int closure;

  /** When that began: the end of the last window that had an event, epoch ms. */
  public long closedAt;

  void take(Gaps other) {
    start = other.start;
    stay = other.stay;
    longest = other.longest;
    second = other.second;
    closure = other.closure;
    closedAt = other.closedAt;
  }

  /** A new key: it may well pause, and not for long. */
  void begin() {
    start = START_PRIOR;
    stay = STAY_PRIOR;
  }

  /**
   * Takes a window in. Windows in which the key was not stepped are made up for when it returns.
   *
   * @param life of the window before
   * @param isHeard whether the window had an event
   * @param missed windows without an event between the last one that had one and this one
   * @param known how many of them were taken in
   */
  void learn(LifeState life, boolean isHeard, int missed, int known) {
    if (isHeard && missed > 0) {
      remember(missed);
      rememberClosure(life.lastHeardEnd, missed);
    }
    if (missed == 0) {
      float rate = 1f / Math.min(START_MEMORY, life.observed + START_PRIOR_WINDOWS);
      start += rate * ((isHeard ? 0 : 1) - start);
    } else if (isHeard) {
      stay(1, missed - known);
      stay(0, 1);
    } else {
      stay(1, 1);
    }
  }

  /** Takes windows in that had no event, after one that had none either. */
  void rested(int windows) {
    stay(1, windows);
  }

  /** A gap is over. Closures that come again and again are known by their second longest. */
  private void remember(int missed) {
    if (2 * missed >= second) { // short ones say nothing of long ones
      longest *= FADE;
      second *= FADE;
    }
    if (missed > longest) {
      second = longest;
      longest = missed;
    } else {
      second = Math.max(second, missed);
    }
  }

  /** One of every week, as a weekend is, shall be known by the first. */
  private void rememberClosure(long began, int missed) {
    if (missed >= closure || began - closedAt > WEEK + WEEK / 2) {
      closure = missed;
      closedAt = began;
    }
  }

  private void stay(int outcome, int times) {
    double weight = 1 - Math.pow(1 - STAY_RATE, times);
    stay += (float) (weight * (outcome - stay));
  }

  /**
   * How long a gap may be that is none of note, in windows: not much longer than two that the key
   * has come back from, or than the closure of the week before that began at the same time.
   *
   * @param began the end of the last window that had an event, epoch ms
   * @param window the length of a window, ms
   */
  public int known(long began, long window) {
    return (int) Math.ceil(LONGER * Math.max(second, isClosure(began, window) ? closure : 0));
  }

  private boolean isClosure(long began, long window) {
    long since = began - closedAt;
    long weeks = Math.round((double) since / WEEK);
    return closure > 0
        && weeks > 0
        && Math.abs(since - weeks * WEEK) <= Math.max(window, closure * window / SHARE);
  }

  /** The chance that a window has no event, 0.002 to 0.999. */
  static float chance(float start, float stay, boolean wasHeard) {
    return Math.max(LEAST_CHANCE, Math.min(MOST_CHANCE, wasHeard ? start : stay));
  }

  /**
   * Writes the stored form.
   *
   * @param lastHeardEnd end of the last window that had an event, epoch ms
   */
  void encode(ByteBuffer out, long lastHeardEnd) {
    out.putFloat(start).putFloat(stay).putFloat(longest).putFloat(second);
    ByteUtils.writeUnsignedVarint(closure, out);
    if (closure > 0) {
      EarlierTime.write(closedAt, lastHeardEnd, out);
    }
  }

  /** Reads the stored form. */
  void decode(ByteBuffer in, long lastHeardEnd) {
    decodeChain(in);
    longest = in.getFloat();
    second = in.getFloat();
    closure = ByteUtils.readUnsignedVarint(in);
    closedAt = closure > 0 ? EarlierTime.read(lastHeardEnd, in) : 0;
  }

  /** Reads what was all of it once. */
  void decodeChain(ByteBuffer in) {
    start = in.getFloat();
    stay = in.getFloat();
  }
}
