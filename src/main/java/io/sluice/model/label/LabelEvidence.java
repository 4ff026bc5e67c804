package io.sluice.model.label;

import java.util.Arrays;

/**
 * Multinomial logistic regression (maximum entropy: Berger, Della Pietra and Della Pietra, 1996) of
 * a label on what is met at an event. Not thread-safe.
 */
public final class LabelEvidence {
  private final LabelRows weights;
  private final boolean isWhole;
  private final boolean isPast;
  private final long[] keys = new long[LabelFeatures.MOST];

  /** Regression by what training found. */
  public LabelEvidence(LabelRows weights, boolean isWhole, boolean isPast) {
    this.weights = weights;
    this.isWhole = isWhole;
    this.isPast = isPast;
  }

  /** Writes the logarithm of each label's probability. */
  public void logs(LabelPoint at, float[] logs) {
    Arrays.fill(logs, 0);
    int count = LabelFeatures.weighed(at, isWhole, isPast, keys);
    for (int i = 0; i < count; i++) {
      int row = weights.find(keys[i]);
      for (int label = 0; row >= 0 && label < logs.length; label++) {
        logs[label] += weights.value(row + label);
      }
    }
    Logs.normalize(logs);
  }
}
