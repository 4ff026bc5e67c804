package io.sluice.detect.label;

/**
 * A labelled event of one key.
 *
 * @param start its first moment, epoch ms
 * @param end its last moment, epoch ms, not before the first
 */
public record Span(long start, long end) {
  public Span {
    if (end < start) {
      throw new IllegalArgumentException("an event cannot end before it starts");
    }
  }

  /** Whether a window, from its start to its end (exclusive), holds a moment of the event. */
  public boolean touches(long windowStart, long windowEnd) {
    return windowStart <= end && windowEnd > start;
  }
}
