package io.sluice.history.series;

/**
 * A part of a file's time. A forecast belongs to it when it is made from, and about, windows that
 * start in it.
 *
 * @param from epoch ms, inclusive
 * @param to epoch ms, exclusive
 */
public record TimeSpan(long from, long to) {
  /** Whether a forecast belongs to the span, given its origin window and the window it is about. */
  public boolean contains(long origin, long target) {
    return origin >= from && target < to;
  }
}
