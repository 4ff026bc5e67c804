package io.sluice.evaluate.language;

import io.sluice.language.ScoredEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What happened to one key, in order, and how surprising it was. */
public final class Surprises {
  private static final int FIRST_LENGTH = 16;

  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> windows = new ArrayList<>();
  private int begun;
  private long[] times = new long[FIRST_LENGTH];
  private float[] bits = new float[FIRST_LENGTH];
  private boolean[] ends = new boolean[FIRST_LENGTH];

  /**
   * Another event, or the end of a session.
   *
   * @param text its token
   */
  public void add(ScoredEvent event, String text) {
    int at = tokens.size();
    if (at == times.length) {
      times = Arrays.copyOf(times, 2 * at);
      bits = Arrays.copyOf(bits, 2 * at);
      ends = Arrays.copyOf(ends, 2 * at);
    }
    tokens.add(text);
    times[at] = event.time();
    bits[at] = (float) event.bits();
    ends[at] = event.isEndOfSession();
  }

  /** A window is over: what was added since the one before is its. */
  public void endWindow() {
    windows.add(tokens.size() - begun);
    begun = tokens.size();
  }

  /** How many there are in a window, by its place. */
  public int of(int window) {
    return windows.get(window);
  }

  /**
   * The place of the most surprising one.
   *
   * @param until not in it; after {@code from}
   */
  public int oddest(int from, int until) {
    int oddest = from;
    for (int i = from + 1; i < until; i++) {
      oddest = bits[i] > bits[oddest] ? i : oddest;
    }
    return oddest;
  }

  /** How many there are, ends of sessions included. */
  public int length() {
    return tokens.size();
  }

  /** What happened. */
  public String token(int at) {
    return tokens.get(at);
  }

  /** When, epoch ms. */
  public long time(int at) {
    return times[at];
  }

  /** How surprising it was, bits. */
  public double bits(int at) {
    return bits[at];
  }

  /** Whether it is a session's end by its gap, and no event. */
  public boolean isEnd(int at) {
    return ends[at];
  }
}
