package io.sluice.language;

import io.sluice.model.StepException;
import io.sluice.model.token.DelayCurve;
import io.sluice.model.token.TokenBatch;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps the events of many keys: each is scored by what was known before it, and then learned.
 * Round <i>i</i> steps the <i>i</i>-th event of every key in one run of the model. What becomes of
 * a key depends on its own events alone: neither on the keys beside it nor on how its events are
 * cut into turns. Not thread-safe.
 *
 * <p>A key that was stepped by another model before has its recurrent state made again from its
 * last tokens, in rounds of the same runs. Of a model that reads characters each event is a line.
 */
public final class LanguageStep implements AutoCloseable {
  /**
   * What a key's silence says at a moment.
   *
   * @param isSessionOver whether the session is over by its gap, or there is none
   * @param elapsedMs since the last event, at least 0
   * @param survival the probability that nothing has happened for so long, in [0, 1]: the lower,
   *     the more is missing
   * @param expected what was expected, most likely first
   */
  public record Look(
      boolean isSessionOver, long elapsedMs, double survival, List<Likely> expected) {
    public Look {
      expected = List.copyOf(expected);
    }
  }

  private final TokenContract contract;
  private final SessionRule sessions;
  private final int capacity;
  private final Vocabulary vocabulary;
  private final Scoring scoring;
  private final @Nullable TokenBatch batch;
  private final @Nullable LineStep lines;
  private final long model;
  private final Labelling labelling;
  private final float[] logits;
  private final float[] hazards;
  private final float[] counted;
  private final double[] boundsMs;
  private List<Float> begin;

  /**
   * A stepper.
   *
   * @param model belongs to the caller
   * @param sessions where sessions end
   * @param capacity the most keys of one run of the model, at least 1; there may be more turns
   */
  public LanguageStep(TokenModel model, SessionRule sessions, int capacity) {
    this(model, sessions, capacity, model.contract().spells());
  }

  private LanguageStep(TokenModel model, SessionRule sessions, int capacity, boolean spells) {
    this.lines =
        spells
            ? new LineStep(model, sessions, ofTokens(model, SessionRule.ENDLESS, capacity))
            : null;
    this.contract = model.contract();
    this.sessions = sessions;
    this.capacity = capacity;
    this.vocabulary = new Vocabulary(contract.tokens(), contract.counts());
    this.scoring = new Scoring(contract, vocabulary);
    this.labelling = new Labelling(contract);
    this.batch = contract.hasNetwork() && !spells ? model.newBatch(capacity) : null;
    this.model = Long.parseLong(contract.hash(), 16);
    this.begin = contract.weights();
    this.logits = new float[contract.hasNetwork() ? vocabulary.size() : 0];
    this.hazards = new float[contract.delayBins().size()];
    List<Float> delays = contract.delays().logits();
    this.counted = new float[delays.size()];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = delays.get(i);
    }
    this.boundsMs = DelayCurve.boundsMs(contract.delayBins());
  }

  /**
   * A stepper whose events are the tokens of the model, of one that reads characters too.
   *
   * @see #LanguageStep(TokenModel, SessionRule, int)
   */
  public static LanguageStep ofTokens(TokenModel model, SessionRule sessions, int capacity) {
    return new LanguageStep(model, sessions, capacity, false);
  }

  /** Whether a key's session is over when nothing happens until then, or there is none. */
  public boolean isSessionOver(KeyMemory memory, long time) {
    return !memory.isSessionOpen() || sessions.isOver(memory.lastTime, time);
  }

  /**
   * Whether keys learn weights of their own, as they do at first. To be put off while events are
   * stepped that the model was trained on, of which the experts know too much.
   */
  public void learnsWeights(boolean learns) {
    scoring.learnsWeights(learns);
  }

  /**
   * Has keys that come from no model or another begin with these weights instead of the model's.
   *
   * @param weights one per expert
   */
  public void beginWith(List<Float> weights) {
    if (weights.size() != contract.weights().size()) {
      throw new IllegalArgumentException(weights.size() + " weights");
    }
    begin = List.copyOf(weights);
  }

  /** What the model knows. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * Steps turns. Each ends with {@link Turn#next} or {@link Turn#failure}.
   *
   * @param turns of different keys
   * @throws StepException when the model takes longer than it may; no memory has changed
   */
  public void run(List<Turn> turns) throws StepException {
    if (lines != null) {
      lines.run(turns);
      return;
    }
    try {
      for (Turn turn : turns) {
        begin(turn);
      }
      List<Turn> open = new ArrayList<>(turns);
      while (!open.isEmpty()) {
        for (int from = 0; from < open.size(); from += capacity) {
          round(open.subList(from, Math.min(open.size(), from + capacity)));
        }
        open.removeIf(Turn::isDone);
      }
    } catch (StepException e) {
      turns.forEach(turn -> turn.fail(String.valueOf(e.getMessage())));
      throw e;
    }
  }

  /**
   * Ends the open sessions of keys, each at its last event's time and the gap: the end is scored,
   * and the recurrent state begins anew. The events of the turns are stepped before, if they have
   * any.
   *
   * @throws StepException as {@link #run} does
   */
  public void endSession(List<Turn> turns) throws StepException {
    for (Turn turn : turns) {
      turn.endsSession = true;
    }
    run(turns);
  }

  /**
   * What a key's silence says at a moment; the memory stays as it is.
   *
   * @param now in milliseconds since the epoch
   * @throws StepException when the model fails
   */
  public Look look(KeyMemory memory, long now) throws StepException {
    Turn turn = new Turn(memory.copy(), List.of());
    run(List.of(turn));
    if (turn.failure() != null) {
      throw new StepException(String.valueOf(turn.failure()));
    }
    long elapsed = memory.events() == 0 ? 0 : Math.max(0, now - memory.lastTime());
    return new Look(
        isSessionOver(memory, now), elapsed, turn.next().survival(elapsed), turn.next().likely());
  }

  /**
   * All that may come next, most likely first, and when; the memory stays as it is.
   *
   * @throws StepException when the model fails
   */
  public Next all(KeyMemory memory) throws StepException {
    Turn turn = new Turn(memory.copy(), List.of());
    turn.named = Integer.MAX_VALUE;
    run(List.of(turn));
    if (turn.failure() != null) {
      throw new StepException(String.valueOf(turn.failure()));
    }
    return turn.next();
  }

  private void begin(Turn turn) {
    KeyMemory memory = turn.memory();
    turn.before = memory.copy();
    if (memory.model == model) {
      return;
    }
    memory.model = model;
    memory.isBounded = contract.boundedState();
    memory.hidden = new float[contract.stateSize()];
    memory.weights(begin);
    memory.labels = new float[0];
    memory.cache.resolve(vocabulary);
    turn.replayed = memory.sessionTokens() - 1;
  }

  private void round(List<Turn> turns) throws StepException {
    if (batch == null) {
      for (Turn turn : turns) {
        turn.replayed = 0;
        advance(turn, 0);
      }
      return;
    }
    for (int row = 0; row < turns.size(); row++) {
      fill(turns.get(row), batch, row);
    }
    if (!runs(batch, turns)) {
      return;
    }
    for (int row = 0; row < turns.size(); row++) {
      Turn turn = turns.get(row);
      if (turn.replayed > 0) {
        takeState(turn.memory(), batch, row);
        turn.replayed--;
      } else {
        batch.logits().get(row * logits.length, logits);
        advance(turn, row);
      }
    }
  }

  /** A run that fails for another reason than its time is tried again for each key alone. */
  private boolean runs(TokenBatch batch, List<Turn> turns) throws StepException {
    try {
      batch.run(turns.size());
      return true;
    } catch (StepException e) {
      if (e.isOvertime()) {
        throw e;
      }
      if (turns.size() == 1) {
        turns.get(0).fail(String.valueOf(e.getMessage()));
      } else {
        for (Turn turn : turns) {
          round(List.of(turn));
        }
      }
      return false;
    }
  }

  private void fill(Turn turn, TokenBatch batch, int row) {
    KeyMemory memory = turn.memory();
    int back = turn.replayed;
    int width = contract.features().size();
    batch.token().put(row, memory.id(back));
    if (memory.ring[back] == KeyMemory.EOS_PLACE) {
      contract.features().encodeBegin(batch.x(), row * width);
    } else {
      long time = memory.lastTime;
      for (int newer = 0; newer < back; newer++) {
        time -= memory.gaps[newer];
      }
      contract.features().encode(time, memory.gapWithin(back), batch.x(), row * width);
    }
    batch.state().put(row * memory.hidden.length, memory.hidden);
  }

  private void takeState(KeyMemory memory, TokenBatch batch, int row) {
    int size = memory.hidden.length;
    batch.nextState().get(row * size, memory.hidden);
    for (int i = 0; memory.isBounded && i < size; i++) {
      memory.hidden[i] = KeyMemoryCodec.stored(memory.hidden[i]);
    }
  }

  /** Goes on behind the newest token of a key, which was stepped. */
  private void advance(Turn turn, int row) {
    KeyMemory memory = turn.memory();
    label(turn, batch, row);
    if (!scoring.predict(memory, logits)) {
      turn.fail("the model gives a logit that is not finite");
      return;
    }
    boolean hasEvent = turn.at < turn.events().size();
    @Nullable TokenEvent event = hasEvent ? turn.events().get(turn.at) : null;
    boolean isOver =
        event == null ? turn.endsSession : sessions.isOver(memory.lastTime, event.time());
    if (isOver && memory.isSessionOpen()) {
      turn.scored().add(scoring.end(memory, curve(memory, row), sessions.gapMs()));
      memory.endSession();
    } else if (event != null) {
      take(turn, event, row);
    } else {
      turn.finish(
          new Next(scoring.likely(turn.named), curve(memory, row), labelling.remaining(memory)));
    }
  }

  private void take(Turn turn, TokenEvent event, int row) {
    KeyMemory memory = turn.memory();
    turn.at++;
    long elapsed = Math.max(0, event.time() - memory.lastTime);
    double survival = memory.events() == 0 ? 1 : survival(memory, row, elapsed);
    turn.scored().add(scoring.score(memory, event, survival));
    if (batch != null) {
      takeState(memory, batch, row);
    }
    long hash = Vocabulary.hashOf(event.text());
    memory.add(event.time(), hash, vocabulary.idOf(hash));
    turn.unlabelled = turn.scored().size() - 1;
    if (sessions.isEnd(event.text())) {
      label(turn, null, row);
      memory.endSession();
    }
  }

  /** Labels the event that was taken last, once the network has stepped it. */
  private void label(Turn turn, @Nullable TokenBatch stepped, int row) {
    int at = turn.unlabelled;
    if (at >= 0 && labelling.labels()) {
      turn.unlabelled = -1;
      List<ScoredEvent> scored = turn.scored();
      scored.set(at, scored.get(at).with(labelling.label(turn.memory(), stepped, row)));
    }
  }

  private DelayCurve curve(KeyMemory memory, int row) {
    fillHazards(memory, row, hazards.length);
    return new DelayCurve(boundsMs, hazards);
  }

  /** What {@link #curve} says of one moment: later bins are not looked at. */
  private double survival(KeyMemory memory, int row, long elapsedMs) {
    fillHazards(memory, row, DelayCurve.bin(boundsMs, elapsedMs));
    return DelayCurve.survival(boundsMs, hazards, elapsedMs);
  }

  /** The table's logits and the network's, each with its share, of the first bins. */
  private void fillHazards(KeyMemory memory, int row, int first) {
    int bins = hazards.length;
    float share = contract.delays().networkShare();
    if (batch != null) {
      batch.delay().get(row * bins, hazards, 0, first);
    }
    int at = memory.id(0) * bins;
    for (int bin = 0; bin < first; bin++) {
      float table = counted[at + bin];
      float network = batch != null && Float.isFinite(hazards[bin]) ? hazards[bin] : table;
      hazards[bin] = batch == null ? table : share * network + (1 - share) * table;
    }
  }

  @Override
  public void close() {
    if (lines != null) {
      lines.close();
    }
    if (batch != null) {
      batch.close();
    }
  }
}
