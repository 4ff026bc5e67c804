package io.sluice.language.memo;

import io.sluice.model.token.TokenBatch;
import io.sluice.model.token.TokenContract;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a network said of newest events. It is asked at the end of a window, for what comes next,
 * and before the key's next event, for how probable that was: the second time it is recalled. What
 * is recalled is what a run gives, bit by bit, for it is found by all that the run would read, and
 * a row's result does not depend on others. Nothing of it is stored, and it is forgotten, the
 * oldest first, beyond {@value #MAX_BYTES} bytes. Not thread-safe.
 */
public final class StepMemo {
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  /** About what an entry takes beside its floats. */
  private static final int OVERHEAD = 160;

  private final int tokens;
  private final int bins;
  private final int states;
  private final int labels;
  private final int most;
  private final LinkedHashMap<Integer, Said> entries = new LinkedHashMap<>();
  private final ArrayDeque<Said> spare = new ArrayDeque<>();

  /** What was said of one row. */
  public static final class Said {
    private int token;
    private long time;
    private long gap;
    private final float[] state;
    private final float[] outputs;

    private Said(int states, int outputs) {
      this.state = new float[states];
      this.outputs = new float[outputs];
    }
  }

  /** A memo of a model's network. */
  public StepMemo(TokenContract contract) {
    this.tokens = contract.tokens().size();
    this.bins = contract.delayBins().size();
    this.states = contract.stateSize();
    this.labels = contract.labels().size();
    int floats = tokens + bins + 2 * states + labels;
    this.most = MAX_BYTES / (OVERHEAD + Float.BYTES * floats);
  }

  /**
   * Finds what was said of a row, and forgets it.
   *
   * @param token the newest
   * @param time when it was, epoch ms
   * @param gap since the one before, ms; negative: there was none
   * @param state before it
   * @return null: nothing is remembered
   */
  public @Nullable Said take(int token, long time, long gap, float[] state) {
    int key = key(token, time, gap, state);
    Said said = entries.get(key);
    boolean isIt =
        said != null
            && said.token == token
            && said.time == time
            && said.gap == gap
            && Arrays.equals(said.state, state);
    if (isIt) {
      entries.remove(key);
    }
    return isIt ? said : null;
  }

  /** Puts what was said where a run would have put it; the entry must not be used again. */
  public void tell(Said said, TokenBatch batch, int row) {
    int at = 0;
    batch.logits().put(row * tokens, said.outputs, at, tokens);
    at += tokens;
    batch.delay().put(row * bins, said.outputs, at, bins);
    at += bins;
    batch.nextState().put(row * states, said.outputs, at, states);
    at += states;
    batch.labelLogits().put(row * labels, said.outputs, at, labels);
    spare.push(said);
  }

  /**
   * Remembers what a run, or the memo, has said of a row.
   *
   * @see #take
   */
  public void keep(int token, long time, long gap, float[] state, TokenBatch batch, int row) {
    if (most == 0) {
      return;
    }
    Said said = room();
    said.token = token;
    said.time = time;
    said.gap = gap;
    System.arraycopy(state, 0, said.state, 0, states);
    int at = 0;
    batch.logits().get(row * tokens, said.outputs, at, tokens);
    at += tokens;
    batch.delay().get(row * bins, said.outputs, at, bins);
    at += bins;
    batch.nextState().get(row * states, said.outputs, at, states);
    at += states;
    batch.labelLogits().get(row * labels, said.outputs, at, labels);
    Said replaced = entries.put(key(token, time, gap, state), said);
    if (replaced != null) {
      spare.push(replaced);
    }
  }

  private Said room() {
    if (!spare.isEmpty()) {
      return spare.pop();
    }
    if (entries.size() < most) {
      return new Said(states, tokens + bins + states + labels);
    }
    Iterator<Map.Entry<Integer, Said>> oldest = entries.entrySet().iterator();
    Said said = oldest.next().getValue();
    oldest.remove();
    return said;
  }

  private static int key(int token, long time, long gap, float[] state) {
    int hash = Arrays.hashCode(state);
    hash = 31 * hash + Long.hashCode(time);
    return 31 * (31 * hash + Long.hashCode(gap)) + token;
  }
}
