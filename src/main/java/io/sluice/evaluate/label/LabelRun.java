package io.sluice.evaluate.label;

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
import java.util.Map;

/** Labels held-out events as they are served: what is known of a key before them is known. */
public final class LabelRun implements AutoCloseable {
  private static final int TOGETHER = 256;

  private final LanguageStep step;

  /**
   * A run.
   *
   * @param model belongs to the caller
   * @param rule where sessions end
   */
  public LabelRun(TokenModel model, SessionRule rule) {
    this.step = new LanguageStep(model, rule, TOGETHER);
    step.learnsWeights(false);
  }

  /**
   * Runs over keys.
   *
   * @param learned what came before, by key
   * @return the tags of each key's events, in order
   * @throws StepException when the model fails
   */
  public List<List<Tag>> run(List<LabelledEvents> keys, Map<String, List<TokenEvent>> learned)
      throws StepException {
    List<List<Tag>> tags = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += TOGETHER) {
      List<LabelledEvents> part = keys.subList(from, Math.min(keys.size(), from + TOGETHER));
      List<Turn> turns = new ArrayList<>();
      for (LabelledEvents key : part) {
        KeyMemory memory = new KeyMemory();
        step.run(List.of(new Turn(memory, learned.getOrDefault(key.key(), List.of()))));
        turns.add(new Turn(memory, key.events()));
      }
      step.run(turns);
      for (Turn turn : turns) {
        if (turn.failure() != null) {
          throw new StepException(turn.failure());
        }
        tags.add(
            turn.scored().stream()
                .filter(event -> !event.isEndOfSession())
                .map(ScoredEvent::tag)
                .toList());
      }
    }
    return tags;
  }

  @Override
  public void close() {
    step.close();
  }
}
