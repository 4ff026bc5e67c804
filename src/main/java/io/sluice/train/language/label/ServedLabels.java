package io.sluice.train.language.label;

import io.sluice.evaluate.label.LabelFigures;
import io.sluice.language.KeyMemory;
import io.sluice.language.LanguageStep;
import io.sluice.language.ScoredEvent;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.StepException;
import io.sluice.model.label.Tag;
import io.sluice.model.token.TokenModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Labels held-out events as they are served, to see what a network's head is worth. */
public final class ServedLabels {
  private static final int TOGETHER = 256;

  private final List<String> names;
  private final ToIntFunction<TokenEvent> labelOf;
  private final LabelFigures figures;

  /**
   * Nothing labelled so far.
   *
   * @param names of the labels
   * @param labelOf an event's label, by number
   */
  public ServedLabels(List<String> names, ToIntFunction<TokenEvent> labelOf) {
    this.names = names;
    this.labelOf = labelOf;
    this.figures = new LabelFigures(names.size());
  }

  /**
   * Labels the events of keys.
   *
   * @param before what each key has had before
   * @param events of each key
   * @return the macro F1; NaN where no event has a label
   * @throws StepException when the model fails
   */
  public double macroF1(
      TokenModel model,
      SessionRule sessions,
      List<List<TokenEvent>> before,
      List<List<TokenEvent>> events)
      throws StepException {
    try (LanguageStep step = new LanguageStep(model, sessions, TOGETHER)) {
      step.learnsWeights(false);
      for (int from = 0; from < events.size(); from += TOGETHER) {
        int to = Math.min(events.size(), from + TOGETHER);
        List<Turn> led = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        for (int key = from; key < to; key++) {
          Turn lead = new Turn(new KeyMemory(), before.get(key));
          led.add(lead);
          turns.add(new Turn(lead.memory(), events.get(key)));
        }
        step.run(led);
        step.run(turns);
        turns.forEach(this::take);
      }
    }
    return figures.macroF1();
  }

  private void take(Turn turn) {
    int at = 0;
    for (ScoredEvent event : turn.scored()) {
      Tag tag = event.tag();
      if (event.isEndOfSession() || tag == null) {
        continue;
      }
      int truth = labelOf.applyAsInt(turn.events().get(at++));
      if (truth != LabelledEvents.UNKNOWN) {
        figures.add(truth, names.indexOf(tag.label()));
      }
    }
  }
}
