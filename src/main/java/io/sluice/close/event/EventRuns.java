package io.sluice.close.event;

import io.sluice.close.Pipeline;
import io.sluice.language.KeyMemory;
import io.sluice.language.LanguageStep;
import io.sluice.language.Likely;
import io.sluice.language.SessionRule;
import io.sluice.language.Turn;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepException;
import io.sluice.model.token.TokenModel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a model of events for a task. A run that takes too long is repeated once, for the machine
 * may have been busy with other things; then all of its keys fail, and the model is given up.
 */
final class EventRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRuns.class);

  private final TokenModel model;
  private final ModelShelf<TokenModel> models;
  private final PipelineMetrics metrics;
  private final SessionRule sessions;
  private final LanguageStep step;

  /** What is run. */
  private interface Run {
    void run(List<Turn> turns) throws StepException;
  }

  EventRuns(Pipeline pipeline, TokenModel model, int capacity) {
    this.model = model;
    this.models = pipeline.tokenModels();
    this.metrics = pipeline.metrics();
    this.sessions = SessionRule.of(pipeline.config(), model.contract());
    this.step = new LanguageStep(model, sessions, capacity);
  }

  /** Where sessions end. */
  SessionRule sessions() {
    return sessions;
  }

  /** Steps the events of keys. */
  void run(List<EventClosing> closings) {
    run(closings, step::run);
  }

  /** Ends the sessions of keys. */
  void end(List<EventClosing> closings) {
    run(closings, step::endSession);
  }

  private void run(List<EventClosing> closings, Run run) {
    if (closings.isEmpty()) {
      return;
    }
    List<Turn> turns = closings.stream().map(closing -> closing.turn).toList();
    int rows = turns.stream().mapToInt(turn -> Math.max(1, turn.events().size())).sum();
    byte @Nullable [] trace = closings.get(0).row.traceParent();
    String hash = model.contract().hash();
    if (models.isGivenUp(hash)) {
      turns.forEach(turn -> turn.fail("the model " + hash + " was given up"));
      return;
    }
    long start = System.nanoTime();
    try {
      run.run(turns);
    } catch (StepException e) {
      LOG.warn("event=model-overtime model={} rows={} reason=\"{}\"", hash, rows, e.getMessage());
      again(closings, run);
    }
    metrics.inference(rows, System.nanoTime() - start, trace);
  }

  private void again(List<EventClosing> closings, Run run) {
    closings.forEach(EventClosing::renew);
    try {
      run.run(closings.stream().map(closing -> closing.turn).toList());
    } catch (StepException e) {
      models.giveUp(model);
    }
  }

  /** What a key has that was last stepped in an earlier window; none when the model fails. */
  List<Likely> expected(KeyMemory memory) {
    Turn turn = new Turn(memory, List.of());
    try {
      step.run(List.of(turn));
    } catch (StepException e) {
      LOG.warn(
          "event=model-overtime model={} reason=\"{}\"", model.contract().hash(), e.getMessage());
    }
    return turn.failure() == null ? turn.next().likely() : List.of();
  }

  @Override
  public void close() {
    step.close();
  }
}
