package io.sluice.evaluate.language;

import io.sluice.language.TokenEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A history in what is known and what is predicted.
 *
 * @param learned by key, what a model may have been trained on
 * @param tested by key, what comes after it; of cases, whole keys
 * @param areCases whether a key is a session, the end of which is predicted as well
 */
public record HeldOutEvents(
    Map<String, List<TokenEvent>> learned, Map<String, List<TokenEvent>> tested, boolean areCases) {
  public HeldOutEvents {
    learned = new LinkedHashMap<>(learned);
    tested = new LinkedHashMap<>(tested);
  }

  /**
   * Holds out the end of a history.
   *
   * @param keys by key, in order
   * @param areCases whether the last keys are held out, or the last events of each
   * @param share how much is held out, in [0, 1)
   */
  public static HeldOutEvents of(
      Map<String, List<TokenEvent>> keys, boolean areCases, double share) {
    Map<String, List<TokenEvent>> learned = new LinkedHashMap<>();
    Map<String, List<TokenEvent>> tested = new LinkedHashMap<>();
    long split = Math.round(keys.size() * (1 - share));
    long at = 0;
    for (Map.Entry<String, List<TokenEvent>> entry : keys.entrySet()) {
      List<TokenEvent> events = entry.getValue();
      if (areCases) {
        (at++ < split ? learned : tested).put(entry.getKey(), events);
      } else {
        int from = (int) Math.floor(events.size() * (1 - share) + 1e-9);
        learned.put(entry.getKey(), events.subList(0, from));
        tested.put(entry.getKey(), events.subList(from, events.size()));
      }
    }
    return new HeldOutEvents(learned, tested, areCases);
  }

  /** Whether there is nothing to predict. */
  public boolean isEmpty() {
    return tested.values().stream().allMatch(List::isEmpty);
  }

  /** What is learned, key by key. */
  public List<List<TokenEvent>> lessons() {
    return learned.values().stream().filter(events -> !events.isEmpty()).toList();
  }

  /** All tokens that there are in both parts. */
  List<String> tokens() {
    List<String> tokens = new ArrayList<>();
    for (Map<String, List<TokenEvent>> part : List.of(learned, tested)) {
      part.values().forEach(events -> events.forEach(event -> tokens.add(event.text())));
    }
    return tokens.stream().distinct().toList();
  }
}
