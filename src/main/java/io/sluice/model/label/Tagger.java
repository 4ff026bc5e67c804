package io.sluice.model.label;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Labels events as they come: pools what the network, the evidence and the chain say of each label.
 * Training and serving both use it. Not thread-safe.
 */
public final class Tagger {
  private final LabelTables tables;
  private final LabelChain chain;
  private final LabelEvidence evidence;
  private final float[] pooled;

  /**
   * A tagger.
   *
   * @param tokens the size of the vocabulary
   */
  public Tagger(LabelTables tables, int tokens) {
    this.tables = tables;
    this.chain = new LabelChain(tables.counts(), tokens, tables.isWhole());
    this.evidence = new LabelEvidence(tables.weights(), tables.isWhole(), false);
    this.pooled = new float[tables.labels().size()];
  }

  /** The number of labels. */
  public int size() {
    return pooled.length;
  }

  /**
   * Labels the next event of a key.
   *
   * @param known {@code [labels]}: what the chain knows as of the event before, and then of this
   *     one
   * @param isFirst whether it knows nothing yet
   * @param network {@code [labels]}, logits; null: there is no network, or it does not know
   */
  public Tag next(LabelPoint at, float[] known, boolean isFirst, float @Nullable [] network) {
    chain.filter(at, isFirst, known);
    evidence.logs(at, pooled);
    LabelShares shares = tables.shares();
    for (int i = 0; i < pooled.length; i++) {
      pooled[i] = shares.evidence() * pooled[i] + shares.chain() * known[i];
    }
    if (network != null && shares.network() > 0 && isFinite(network)) {
      double sum = Logs.sum(network);
      for (int i = 0; i < pooled.length; i++) {
        pooled[i] += (float) (shares.network() * (network[i] - sum));
      }
    }
    return tag(pooled, shares.rare());
  }

  /** The logarithm of how probable a label was said to be of the event that was labelled last. */
  public float log(int label) {
    return pooled[label];
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Labels a stretch of the past, of which both sides are known.
   *
   * @param points of one key, in order, with what came after each
   * @throws IllegalStateException when the model does not know the past
   */
  public List<Tag> past(List<LabelPoint> points) {
    LabelTables.Past past = tables.past();
    if (past == null) {
      throw new IllegalStateException("the model knows of labels as they come, not of the past");
    }
    LabelEvidence both = new LabelEvidence(past.weights(), tables.isWhole(), true);
    float[][] smooth = chain.smooth(points);
    List<Tag> tags = new ArrayList<>(points.size());
    for (int at = 0; at < points.size(); at++) {
      both.logs(points.get(at), pooled);
      for (int i = 0; i < pooled.length; i++) {
        pooled[i] = past.shares().evidence() * pooled[i] + past.shares().chain() * smooth[at][i];
      }
      tags.add(tag(pooled, past.shares().rare()));
    }
    return tags;
  }

  private Tag tag(float[] logs, float rare) {
    Logs.normalize(logs);
    int named = 0;
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logs.length; i++) {
      double value = logs[i] - rare * chain.common(i);
      if (value > best) {
        best = value;
        named = i;
      }
    }
    return new Tag(
        tables.labels().get(named),
        Math.min(1, StrictMath.exp(logs[named])),
        tables.isWhole() ? likely(logs) : List.of());
  }

  private List<Tag.Rated> likely(float[] logs) {
    List<Tag.Rated> all = new ArrayList<>(logs.length);
    for (int i = 0; i < logs.length; i++) {
      all.add(new Tag.Rated(tables.labels().get(i), Math.min(1, StrictMath.exp(logs[i]))));
    }
    all.sort(Comparator.comparingDouble(Tag.Rated::probability).reversed());
    return all.subList(0, Math.min(Tag.MAX_LIKELY, all.size()));
  }
}
