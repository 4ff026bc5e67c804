package io.sluice.evaluate.language;

import io.sluice.language.KeyMemory;
import io.sluice.language.LanguageStep;
import io.sluice.language.Likely;
import io.sluice.language.Next;
import io.sluice.language.ScoredEvent;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.language.Vocabulary;
import io.sluice.model.StepException;
import io.sluice.model.token.TokenModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a model over held-out events as it serves: each key's memory has what came before, each
 * event is predicted and then learned. Weights are learned from the held-out events on, since those
 * before may be what the model was trained on.
 */
public final class EventModelRun implements AutoCloseable {
  private static final int TOGETHER = 256;

  private final HeldOutEvents held;
  private final LanguageStep step;
  private final int unknown;
  private final Map<String, EventFigures> figures = new LinkedHashMap<>();
  private final Map<String, Surprises> surprises = new LinkedHashMap<>();

  /**
   * A run.
   *
   * @param model belongs to the caller
   * @param rule where sessions end
   */
  public EventModelRun(TokenModel model, SessionRule rule, HeldOutEvents held) {
    this.held = held;
    this.step = LanguageStep.ofTokens(model, rule, TOGETHER);
    this.unknown =
        (int)
            held.tokens().stream()
                .filter(text -> step.vocabulary().idOf(text) == Vocabulary.UNK)
                .count();
  }

  /** One key on its way. */
  private static final class Run {
    final List<TokenEvent> events;
    final EventFigures figures;
    final Surprises surprises = new Surprises();
    final KeyMemory memory = new KeyMemory();
    final String before;
    int left;

    Run(List<TokenEvent> events, EventFigures figures, String before, int unknown) {
      this.events = events;
      this.figures = figures;
      this.before = before;
      this.left = unknown;
    }
  }

  /**
   * Runs over all keys.
   *
   * @return the figures of each key
   * @throws StepException when the model fails
   */
  public Map<String, EventFigures> run() throws StepException {
    List<Run> runs = new ArrayList<>();
    List<Turn> warm = new ArrayList<>();
    for (Map.Entry<String, List<TokenEvent>> entry : held.tested().entrySet()) {
      EventFigures of = new EventFigures();
      figures.put(entry.getKey(), of);
      List<TokenEvent> before = held.learned().getOrDefault(entry.getKey(), List.of());
      String last = before.isEmpty() ? "" : before.get(before.size() - 1).text();
      Run run = new Run(entry.getValue(), of, last, unknown);
      surprises.put(entry.getKey(), run.surprises);
      runs.add(run);
      warm.add(new Turn(run.memory, before));
    }
    step.learnsWeights(false);
    step.run(warm);
    step.learnsWeights(true);
    for (int from = 0; from < runs.size(); from += TOGETHER) {
      int to = Math.min(runs.size(), from + TOGETHER);
      predict(runs.subList(from, to), warm.subList(from, to));
    }
    return figures;
  }

  /** What happened to each key, and how surprising it was; after {@link #run}. */
  public Map<String, Surprises> surprises() {
    return Collections.unmodifiableMap(surprises);
  }

  private void predict(List<Run> runs, List<Turn> warm) throws StepException {
    List<Run> open = new ArrayList<>(runs);
    List<Turn> told = new ArrayList<>(warm);
    for (int at = 0; !open.isEmpty(); at++) {
      endByGap(open, told, at);
      List<Run> going = new ArrayList<>();
      List<Turn> turns = new ArrayList<>();
      List<Run> ending = new ArrayList<>();
      List<Turn> ends = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        Run run = open.get(i);
        if (at < run.events.size()) {
          judge(run, at, told.get(i).next());
          going.add(run);
          turns.add(new Turn(run.memory, run.events.subList(at, at + 1)));
        } else if (held.areCases() && run.memory.isSessionOpen()) {
          judgeEnd(run, at, told.get(i).next());
          ending.add(run);
          ends.add(new Turn(run.memory, List.of()));
        }
      }
      step.run(turns);
      step.endSession(ends);
      collect(going, turns, at);
      collect(ending, ends, at);
      open = going;
      told = turns;
    }
  }

  /** Ends the sessions that were over before the next event came; that is what came instead. */
  private void endByGap(List<Run> open, List<Turn> told, int at) throws StepException {
    List<Run> over = new ArrayList<>();
    List<Turn> ends = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      Run run = open.get(i);
      if (at < run.events.size()
          && run.memory.isSessionOpen()
          && step.isSessionOver(run.memory, run.events.get(at).time())) {
        judgeEnd(run, at, told.get(i).next());
        over.add(run);
        ends.add(new Turn(run.memory, List.of()));
        told.set(i, ends.get(ends.size() - 1));
      }
    }
    step.endSession(ends);
    collect(over, ends, at);
  }

  private void judgeEnd(Run run, int at, Next next) {
    if (!held.areCases() || at > 1) {
      run.figures.rank(rank(next, Vocabulary.EOS_TEXT));
    }
  }

  /** What was told of an event before it came; of cases, once two events are known. */
  private void judge(Run run, int at, Next next) {
    if (held.areCases() && at <= 1) {
      return;
    }
    TokenEvent event = run.events.get(at);
    int rank = rank(next, event.text());
    run.figures.rank(rank);
    run.figures.told(next.likely().get(0).probability(), rank == 0);
    if (run.memory.isSessionOpen()) {
      run.figures.waited(next.survival(event.time() - run.memory.lastTime()));
      run.figures.delay((double) next.median() - (event.time() - run.memory.lastTime()));
    }
  }

  private static int rank(Next next, String text) {
    List<Likely> likely = next.likely();
    for (int i = 0; i < likely.size(); i++) {
      if (likely.get(i).text().equals(text)) {
        return i;
      }
    }
    return likely.size();
  }

  private void collect(List<Run> runs, List<Turn> turns, int at) throws StepException {
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      String failure = turns.get(i).failure();
      if (failure != null) {
        throw new StepException(failure);
      }
      for (ScoredEvent event : turns.get(i).scored()) {
        double bits = event.bits();
        if (event.isNew()) { // what is unknown is split over all that it may be
          bits += Math.log(Math.max(1, run.left--)) / Math.log(2);
        }
        run.figures.add(bits, event.isEndOfSession() || !isRepeated(run, at));
        run.surprises.add(event, event.text());
      }
    }
  }

  private static boolean isRepeated(Run run, int at) {
    String last = at > 0 ? run.events.get(at - 1).text() : run.before;
    return run.events.get(at).text().equals(last);
  }

  @Override
  public void close() {
    step.close();
  }
}
