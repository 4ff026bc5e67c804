package io.sluice.score;

import org.jspecify.annotations.Nullable;

/**
 * How odd a window of a key's events was.
 *
 * @param value {@code -log10} of how many windows of the key are as odd, those without an event
 *     counted, at least 0
 * @param novelty what it is made of, for comparison with others of the key
 * @param oddest the most surprising of the events: its place among them
 * @param cause what was the oddest about it
 * @param session the oddest count of the session; null where that is held against nothing
 */
public record EventScore(
    double value, double novelty, int oddest, Cause cause, SessionRanges.@Nullable Odd session) {
  /** What is odd. */
  public enum Cause {
    /** The most surprising event. */
    EVENT,
    /** Not so much that event as several in a row. */
    STRETCH,
    /** What the session has too many of, or too few. */
    SESSION
  }
}
