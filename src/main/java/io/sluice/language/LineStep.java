package io.sluice.language;

import io.sluice.model.StepException;
import io.sluice.model.token.DelayCurve;
import io.sluice.model.token.Spelling;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps events whose model reads them character by character. Each is a line of its own: it begins
 * with an empty context and hidden state, its characters are stepped one after the other, and its
 * end is one more. The surprise of the event is the sum of theirs, so that it depends on the line
 * alone, and a key remembers of its lines when they came. Not thread-safe.
 */
final class LineStep implements AutoCloseable {
  private static final double LN_2 = Math.log(2);

  private final TokenContract contract;
  private final SessionRule sessions;
  private final LanguageStep characters;
  private final Spelling spelling;
  private final float[] hazards;

  /**
   * A stepper.
   *
   * @param characters steps lines, each of which is a key with a session
   */
  LineStep(TokenModel model, SessionRule sessions, LanguageStep characters) {
    this.contract = model.contract();
    this.sessions = sessions;
    this.characters = characters;
    this.spelling = new Spelling(contract.tokens());
    int bins = contract.delayBins().size();
    this.hazards = new float[bins];
    for (int bin = 0; bin < bins; bin++) {
      hazards[bin] = contract.delays().logits().get(Vocabulary.UNK * bins + bin);
    }
  }

  /** As {@link LanguageStep#run}. */
  void run(List<Turn> turns) throws StepException {
    List<Turn> lines = new ArrayList<>();
    for (Turn turn : turns) {
      turn.before = turn.memory().copy();
      begin(turn.memory());
      for (TokenEvent event : turn.events()) {
        lines.add(line(event));
      }
    }
    try {
      characters.endSession(lines);
    } catch (StepException e) {
      turns.forEach(turn -> turn.fail(String.valueOf(e.getMessage())));
      throw e;
    }
    int at = 0;
    for (Turn turn : turns) {
      int count = turn.events().size();
      finish(turn, lines.subList(at, at + count));
      at += count;
    }
  }

  private Turn line(TokenEvent event) {
    List<TokenEvent> spelled =
        spelling.spell(event.text()).stream()
            .map(token -> new TokenEvent(event.time(), token))
            .toList();
    return new Turn(new KeyMemory(), spelled);
  }

  private void begin(KeyMemory memory) {
    memory.model = Long.parseLong(contract.hash(), 16);
    memory.isBounded = contract.boundedState();
    memory.hidden = new float[0];
    memory.weights(contract.weights());
  }

  private void finish(Turn turn, List<Turn> lines) {
    KeyMemory memory = turn.memory();
    DelayCurve delay = new DelayCurve(contract.delayBins(), hazards.clone());
    for (int i = 0; i < lines.size(); i++) {
      Turn line = lines.get(i);
      if (line.failure() != null) {
        turn.fail(line.failure());
        return;
      }
      TokenEvent event = turn.events().get(i);
      if (memory.isSessionOpen() && sessions.isOver(memory.lastTime, event.time())) {
        end(turn, delay);
      }
      long elapsed = Math.max(0, event.time() - memory.lastTime);
      double survival = memory.events() == 0 ? 1 : delay.survival(elapsed);
      turn.scored().add(score(event, line.scored(), survival));
      memory.add(event.time(), Vocabulary.hashOf(event.text()), Vocabulary.UNK);
      if (sessions.isEnd(event.text())) {
        memory.endSession();
      }
    }
    if (turn.endsSession && memory.isSessionOpen()) {
      end(turn, delay);
    }
    turn.finish(new Next(List.of(), delay, null));
  }

  private static ScoredEvent score(TokenEvent event, List<ScoredEvent> line, double survival) {
    double bits = line.stream().mapToDouble(ScoredEvent::bits).sum();
    double network = line.stream().mapToDouble(ScoredEvent::networkBits).sum();
    double probability = Math.max(Double.MIN_NORMAL, Math.exp(-bits * LN_2));
    return new ScoredEvent(
        event.time(),
        event.text(),
        false,
        false,
        bits,
        network,
        probability,
        survival,
        List.of(),
        null);
  }

  @Override
  public void close() {
    characters.close();
  }

  /** An end by its gap is as probable as so long a silence. */
  private void end(Turn turn, DelayCurve delay) {
    KeyMemory memory = turn.memory();
    double survival = delay.survival(sessions.gapMs());
    double probability = Math.max(Scoring.LEAST, survival);
    turn.scored()
        .add(
            new ScoredEvent(
                memory.lastTime + sessions.gapMs(),
                Vocabulary.EOS_TEXT,
                true,
                false,
                Math.max(0, -Math.log(probability) / LN_2),
                Double.NaN,
                probability,
                survival,
                List.of(),
                null));
    memory.endSession();
  }
}
