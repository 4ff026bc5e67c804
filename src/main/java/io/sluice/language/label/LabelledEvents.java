package io.sluice.language.label;

import io.sluice.language.TokenEvent;
import java.util.List;

/**
 * Events of one key with what they are labelled with.
 *
 * @param key the key
 * @param events in the order of their times
 * @param labels of each: the name's place among the names of all; {@link #UNKNOWN}: nobody says
 */
public record LabelledEvents(String key, List<TokenEvent> events, List<Integer> labels) {
  /** In place of a label: nobody says. */
  public static final int UNKNOWN = -1;

  public LabelledEvents {
    events = List.copyOf(events);
    labels = List.copyOf(labels);
    if (labels.size() != events.size()) {
      throw new IllegalArgumentException(labels.size() + " labels of " + events.size());
    }
  }
}
