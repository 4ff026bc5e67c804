package io.sluice.train.language.label;

import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.label.LabelFeatures;
import io.sluice.model.label.LabelPoint;
import io.sluice.model.label.LabelRows;
import java.util.List;

/** Counts what a hidden Markov model of labels is made of. */
final class ChainCounts {
  private ChainCounts() {}

  /** The counts of stretches; events whose label nobody says do not count. */
  static LabelRows of(List<LabelStretch> stretches, int labels) {
    RowCounts counts = new RowCounts(labels);
    counts.row(LabelFeatures.key(LabelFeatures.ALL, 0, 0));
    for (LabelStretch stretch : stretches) {
      for (int at = 0; at < stretch.points().size(); at++) {
        int label = stretch.labels().get(at);
        if (label != LabelledEvents.UNKNOWN) {
          add(counts, stretch.points().get(at), label, stretch.before(at));
        }
      }
    }
    return counts.build();
  }

  private static void add(RowCounts counts, LabelPoint at, int label, int before) {
    count(counts, LabelFeatures.ALL, 0, 0, label);
    count(counts, LabelFeatures.TOKEN, at.token, 0, label);
    count(counts, LabelFeatures.LAST, at.last, 0, label);
    count(counts, LabelFeatures.PAIR, at.last, at.token, label);
    count(counts, LabelFeatures.HOUR, at.hour, 0, label);
    if (before != LabelledEvents.UNKNOWN) {
      count(counts, LabelFeatures.FOLLOWS, LabelFeatures.bucket(at.gapMs), before, label);
    }
  }

  private static void count(RowCounts counts, int kind, int first, int second, int label) {
    counts.row(LabelFeatures.key(kind, first, second))[label]++;
  }
}
