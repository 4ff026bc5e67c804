package io.sluice.demo.simulator;

/**
 * Something that a simulator broke on purpose: what a detector should find.
 *
 * @param key the series on which it shows
 * @param kind what it is, in lower case with hyphens
 * @param start when it begins, epoch ms
 * @param end when it has passed (exclusive), epoch ms
 */
public record Fault(String key, String kind, long start, long end) {
  public Fault {
    if (end <= start) {
      throw new IllegalArgumentException("a fault ends after it begins: " + start + " " + end);
    }
  }

  /** Whether it is there at a time. */
  public boolean covers(long time) {
    return start <= time && time < end;
  }
}
