package io.sluice.train.language.label;

import io.sluice.language.Vocabulary;
import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.token.TokenFeatures;
import java.util.ArrayList;
import java.util.List;

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
   * @param sessionGapMs after how long a silence a session is over; 0: never
   */
  public List<LabelStretch> stretches(
      Vocabulary vocabulary, TokenFeatures features, long sessionGapMs) {
    List<LabelStretch> stretches = new ArrayList<>();
    for (LabelledEvents key : keys) {
      stretches.addAll(LabelStretch.of(key, vocabulary, features, sessionGapMs, isWhole));
    }
    return stretches;
  }

  /** A training of these labels. */
  public LabelTraining training(Vocabulary vocabulary) {
    return new LabelTraining(names, vocabulary.size(), isWhole, isPast);
  }
}
