package io.sluice.train.language;

import io.sluice.config.Provider;
import io.sluice.language.KeyMemory;
import io.sluice.language.LanguageStep;
import io.sluice.language.ScoredEvent;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.model.ModelException;
import io.sluice.model.StepException;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenModel;
import io.sluice.train.torch.TimeLeft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the weights that keys begin with, on events that the experts were not made of: keys learn
 * one after the other as they do when they are served, each from where those before it came to.
 */
final class MixtureFit {
  /** Keys that learn side by side before their weights are averaged, at most one in so many. */
  private static final int PARTS = 40;

  private static final int CAPACITY = 256;

  /** A key's events before those that are learned from, and those. */
  record Lesson(List<TokenEvent> before, List<TokenEvent> events) {}

  /**
   * What a pass comes to.
   *
   * @param weights one per expert
   * @param bits per event
   */
  record Fitted(List<Float> weights, double bits) {}

  private static final int PASSES = 12;
  private static final float FIRST_RATE = 0.02f;

  private final Sessions sessions;
  private final Consumer<String> progress;

  /**
   * A fit.
   *
   * @param progress gets lines for people
   */
  MixtureFit(Sessions sessions, Consumer<String> progress) {
    this.sessions = sessions;
    this.progress = progress;
  }

  /**
   * Passes over the lessons, each with a lower rate. The weights are the mean of those after the
   * later passes, which forgets the order of the last events (Polyak and Juditsky, 1992).
   *
   * @param trial is written and read
   * @throws IOException when it cannot be
   * @throws ModelException when the written file is refused
   * @throws StepException when it does not run
   */
  Fitted of(TokenFile file, List<Lesson> lessons, Path trial)
      throws IOException, ModelException, StepException {
    Fitted fitted = new Fitted(file.weights(), Double.NaN);
    double[] sums = new double[file.weights().size()];
    TimeLeft left = new TimeLeft(progress);
    for (int pass = 1; pass <= PASSES; pass++) {
      file.with(file.networkShare(), fitted.weights(), FIRST_RATE / pass)
          .write(trial, "trial", "1", Map.of());
      try (OnnxTokenModel model = OnnxTokenModel.load(trial, Provider.CPU)) {
        fitted = pass(model, lessons, fitted.weights());
      }
      left.tell("weights: pass %d of %d".formatted(pass, PASSES), (double) pass / PASSES);
      for (int i = 0; pass > PASSES / 2 && i < sums.length; i++) {
        sums[i] += fitted.weights().get(i);
      }
    }
    List<Float> mean = new ArrayList<>();
    for (double sum : sums) {
      mean.add((float) (sum / (PASSES - PASSES / 2)));
    }
    return new Fitted(mean, fitted.bits());
  }

  /** One pass over all lessons, with the model's rate. */
  private Fitted pass(TokenModel model, List<Lesson> lessons, List<Float> begin)
      throws StepException {
    List<Float> weights = begin;
    double bits = 0;
    long events = 0;
    int together = Math.max(1, Math.min(CAPACITY, lessons.size() / PARTS));
    try (LanguageStep step = LanguageStep.ofTokens(model, sessions.rule(), together)) {
      for (int from = 0; from < lessons.size(); from += together) {
        List<Turn> turns = new ArrayList<>();
        for (Lesson lesson : lessons.subList(from, Math.min(lessons.size(), from + together))) {
          turns.add(turn(step, lesson, weights));
        }
        if (sessions.endsWithKey()) {
          step.endSession(turns);
        } else {
          step.run(turns);
        }
        for (Turn turn : turns) {
          bits += turn.scored().stream().mapToDouble(ScoredEvent::bits).sum();
          events += turn.scored().size();
        }
        weights = mean(turns);
      }
    }
    return new Fitted(weights, bits / Math.max(1, events));
  }

  private static Turn turn(LanguageStep step, Lesson lesson, List<Float> weights)
      throws StepException {
    KeyMemory memory = new KeyMemory();
    step.beginWith(weights);
    step.learnsWeights(false);
    step.run(List.of(new Turn(memory, lesson.before())));
    step.learnsWeights(true);
    return new Turn(memory, lesson.events());
  }

  /** Weighted by the number of events, so that short keys do not hold others back. */
  private static List<Float> mean(List<Turn> turns) {
    int experts = turns.get(0).memory().weights().size();
    double[] sums = new double[experts];
    double events = 0;
    for (Turn turn : turns) {
      List<Float> weights = turn.memory().weights();
      for (int i = 0; i < experts; i++) {
        sums[i] += weights.get(i) * turn.scored().size();
      }
      events += turn.scored().size();
    }
    List<Float> mean = new ArrayList<>();
    for (int i = 0; i < experts; i++) {
      mean.add(events == 0 ? turns.get(0).memory().weights().get(i) : (float) (sums[i] / events));
    }
    return mean;
  }
}
