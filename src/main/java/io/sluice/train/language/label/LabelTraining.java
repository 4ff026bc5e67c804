package io.sluice.train.language.label;

import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.label.LabelChain;
import io.sluice.model.label.LabelEvidence;
import io.sluice.model.label.LabelPoint;
import io.sluice.model.label.LabelRows;
import io.sluice.model.label.LabelShares;
import io.sluice.model.label.LabelTables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learns to label events from stretches with labels. Each quarter of the stretches is held out
 * once, to see what counts and evidence are worth; then all of them are learned.
 */
public final class LabelTraining {
  /** Parts that are held out one after the other. */
  private static final int PARTS = 4;

  /** The most events that are learned from: the last ones. */
  private static final int MOST_EVENTS = 200_000;

  private final List<String> labels;
  private final int tokens;
  private final boolean isWhole;
  private final boolean isPast;

  /**
   * A training.
   *
   * @param labels the names of all labels
   * @param tokens the size of the vocabulary
   * @param isWhole whether a label is of a session as a whole
   * @param isPast whether the past is to be labelled too
   */
  public LabelTraining(List<String> labels, int tokens, boolean isWhole, boolean isPast) {
    this.labels = List.copyOf(labels);
    this.tokens = tokens;
    this.isWhole = isWhole;
    this.isPast = isPast;
  }

  /** What is made of a part of the stretches. */
  private record Made(LabelRows counts, LabelRows weights, @Nullable LabelRows both) {}

  /**
   * Learns.
   *
   * @param stretches in the order of time
   * @throws IllegalArgumentException when there is too little to learn from
   */
  public LabelTables train(List<LabelStretch> stretches) {
    List<LabelStretch> used = last(stretches);
    if (used.size() < 2) {
      throw new IllegalArgumentException(
          "labels are learned from at least two days, or two sessions, with labels");
    }
    float[] common = common(used);
    ShareFit asTheyCome = new ShareFit(common);
    ShareFit ofThePast = new ShareFit(common);
    int parts = Math.min(PARTS, used.size());
    for (int part = 0; part < parts; part++) {
      List<LabelStretch> learned = new ArrayList<>();
      List<LabelStretch> held = new ArrayList<>();
      for (int i = 0; i < used.size(); i++) {
        (i % parts == part ? held : learned).add(used.get(i));
      }
      Made made = made(learned);
      for (LabelStretch stretch : held) {
        judge(made, stretch, asTheyCome, ofThePast);
      }
    }
    Made all = made(used);
    LabelTables.Past past =
        all.both() == null ? null : new LabelTables.Past(all.both(), ofThePast.fit());
    LabelShares shares = asTheyCome.fit();
    return new LabelTables(
        labels,
        isWhole,
        all.counts(),
        all.weights(),
        shares,
        past,
        isWhole ? RemainingCounts.of(used) : null);
  }

  private static List<LabelStretch> last(List<LabelStretch> stretches) {
    List<LabelStretch> used = new ArrayList<>();
    long events = 0;
    for (int i = stretches.size() - 1; i >= 0 && events < MOST_EVENTS; i--) {
      LabelStretch stretch = stretches.get(i);
      if (stretch.labels().stream().anyMatch(label -> label != LabelledEvents.UNKNOWN)) {
        used.add(0, stretch);
        events += stretch.points().size();
      }
    }
    return used;
  }

  private Made made(List<LabelStretch> stretches) {
    int size = labels.size();
    return new Made(
        ChainCounts.of(stretches, size),
        new EvidenceTrainer(size, isWhole, false).train(stretches),
        isPast ? new EvidenceTrainer(size, isWhole, true).train(stretches) : null);
  }

  private float[] common(List<LabelStretch> stretches) {
    LabelChain chain = new LabelChain(ChainCounts.of(stretches, labels.size()), tokens, isWhole);
    float[] common = new float[labels.size()];
    for (int label = 0; label < common.length; label++) {
      common[label] = chain.common(label);
    }
    return common;
  }

  private void judge(Made made, LabelStretch stretch, ShareFit asTheyCome, ShareFit ofThePast) {
    int size = labels.size();
    LabelChain chain = new LabelChain(made.counts(), tokens, isWhole);
    LabelEvidence evidence = new LabelEvidence(made.weights(), isWhole, false);
    float[][] smooth = made.both() == null ? null : chain.smooth(stretch.points());
    LabelEvidence both = made.both() == null ? null : new LabelEvidence(made.both(), isWhole, true);
    float[] known = new float[size];
    for (int at = 0; at < stretch.points().size(); at++) {
      LabelPoint point = stretch.points().get(at);
      chain.filter(point, at == 0 || point.position == 1, known);
      int truth = stretch.labels().get(at);
      if (truth == LabelledEvents.UNKNOWN) {
        continue;
      }
      asTheyCome.add(logs(evidence, point), known.clone(), truth);
      if (smooth != null && both != null) {
        ofThePast.add(logs(both, point), smooth[at], truth);
      }
    }
  }

  private float[] logs(LabelEvidence evidence, LabelPoint point) {
    float[] logs = new float[labels.size()];
    evidence.logs(point, logs);
    return logs;
  }
}
