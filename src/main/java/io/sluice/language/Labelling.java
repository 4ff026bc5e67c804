package io.sluice.language;

import io.sluice.model.label.LabelPoint;
import io.sluice.model.label.LabelTables;
import io.sluice.model.label.RemainingTime;
import io.sluice.model.label.Tag;
import io.sluice.model.label.Tagger;
import io.sluice.model.token.TokenBatch;
import io.sluice.model.token.TokenContract;
import org.jspecify.annotations.Nullable;

/** Labels the newest event of a key, if the model knows labels. Not thread-safe. */
final class Labelling {
  private static final int LOW = 1;
  private static final int MEDIAN = 5;
  private static final int HIGH = 9;

  private final @Nullable Tagger tagger;
  private final @Nullable RemainingTime remaining;
  private final LabelPoint point = new LabelPoint();
  private final float[] logits;
  private final TokenContract contract;

  Labelling(TokenContract contract) {
    LabelTables tables = contract.labelTables();
    this.contract = contract;
    this.tagger = tables == null ? null : new Tagger(tables, contract.tokens().size());
    this.remaining = tables == null ? null : tables.remaining();
    this.logits = new float[contract.labels().size()];
  }

  /** Whether the model knows labels. */
  boolean labels() {
    return tagger != null;
  }

  /**
   * Labels the newest event.
   *
   * @param batch what the network said when it stepped the event; null: nothing
   * @return null: the model knows no labels
   */
  @Nullable Tag label(KeyMemory memory, @Nullable TokenBatch batch, int row) {
    if (tagger == null) {
      return null;
    }
    float @Nullable [] heard = null;
    if (batch != null && logits.length > 0) {
      batch.labelLogits().get(row * logits.length, logits);
      heard = logits;
    }
    boolean isFirst = memory.labels.length != tagger.size();
    if (isFirst) {
      memory.labels = new float[tagger.size()];
    }
    fill(memory);
    return tagger.next(point, memory.labels, isFirst, heard);
  }

  private void fill(KeyMemory memory) {
    point.token = memory.id(0);
    point.last = LabelPoint.NONE;
    point.beforeLast = LabelPoint.NONE;
    if (memory.ringSize > 1 && memory.ring[1] != KeyMemory.EOS_PLACE) {
      point.last = memory.id(1);
      if (memory.ringSize > 2 && memory.ring[2] != KeyMemory.EOS_PLACE) {
        point.beforeLast = memory.id(2);
      }
    }
    point.hour = contract.features().hourOf(memory.lastTime);
    point.gapMs = memory.gapWithin(0);
    point.position = memory.sessionEvents;
    point.elapsedMs = memory.lastTime - memory.sessionBegin;
  }

  /** How long the open session goes on; null: there is none, or nobody knows. */
  Next.@Nullable Remaining remaining(KeyMemory memory) {
    if (remaining == null || !memory.isSessionOpen()) {
      return null;
    }
    int token = memory.id(0);
    return new Next.Remaining(
        remaining.quantile(token, memory.sessionEvents, LOW),
        remaining.quantile(token, memory.sessionEvents, MEDIAN),
        remaining.quantile(token, memory.sessionEvents, HIGH));
  }
}
