package io.sluice.model.label;

import java.util.List;

/**
 * What an event, or an open session, is labelled with.
 *
 * @param label the name
 * @param probability of it, in [0, 1]
 * @param likely of a session, the most probable labels, most probable first, at most {@value
 *     #MAX_LIKELY}; none of an event
 */
public record Tag(String label, double probability, List<Rated> likely) {
  /** The most that are named. */
  public static final int MAX_LIKELY = 5;

  /** A label and how probable it is. */
  public record Rated(String label, double probability) {}

  public Tag {
    likely = List.copyOf(likely);
  }
}
