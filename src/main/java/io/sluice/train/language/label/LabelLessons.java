package io.sluice.train.language.label;

import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.token.TokenFeatures;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Events with labels, to learn these from.
 *
 * @param names of the labels
 * @param isWhole whether a label is of a session as a whole
 * @param isPast whether the past is to be labelled too
 * @param keys the events of each key
 */
public record LabelLessons(
    List<String> names, boolean isWhole, boolean isPast, List<LabelledEvents> keys) {
  public LabelLessons {
    names = List.copyOf(names);
    keys = List.copyOf(keys);
  }

  /**
   * The days, or sessions, of the keys.
   *
   * @param rule where sessions end
   */
  public List<LabelStretch> stretches(
      Vocabulary vocabulary, TokenFeatures features, SessionRule rule) {
    List<LabelStretch> stretches = new ArrayList<>();
    for (LabelledEvents key : keys) {
      stretches.addAll(LabelStretch.of(key, vocabulary, features, rule, isWhole));
    }
    return stretches;
  }

  /** What an event is labelled with, by number; of an event that is not among these, unknown. */
  public ToIntFunction<TokenEvent> labelOf() {
    IdentityHashMap<TokenEvent, Integer> labels = new IdentityHashMap<>();
    for (LabelledEvents key : keys) {
      for (int at = 0; at < key.events().size(); at++) {
        labels.put(key.events().get(at), key.labels().get(at));
      }
    }
    return event -> labels.getOrDefault(event, LabelledEvents.UNKNOWN);
  }

  /** The same labels of some of the events. */
  public LabelLessons of(List<List<TokenEvent>> some) {
    ToIntFunction<TokenEvent> labelOf = labelOf();
    List<LabelledEvents> labelled = new ArrayList<>();
    for (List<TokenEvent> events : some) {
      List<Integer> labels = events.stream().map(labelOf::applyAsInt).toList();
      labelled.add(new LabelledEvents(String.valueOf(labelled.size()), events, labels));
    }
    return new LabelLessons(names, isWhole, isPast, labelled);
  }

  /** A training of these labels. */
  public LabelTraining training(Vocabulary vocabulary) {
    return new LabelTraining(names, vocabulary.size(), isWhole, isPast);
  }
}
