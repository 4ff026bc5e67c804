package io.sluice.train.language.label;

import io.sluice.evaluate.label.LabelFigures;
import io.sluice.model.label.LabelShares;
import io.sluice.model.label.Logs;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what each of those who know of labels counts for, on events that they were not made of: of
 * a grid, the mean of all points, those of a higher macro F1 by far more than others. Then a
 * temperature is found for the probabilities: that of the least surprise.
 */
final class ShareFit {
  private static final float[] CHAINS = {0, 0.2f, 0.35f, 0.5f, 0.65f, 0.8f, 1};
  private static final float[] RARE = {0, 0.1f, 0.2f, 0.3f, 0.45f};
  private static final double SHARPNESS = 50;
  private static final double COOLEST = 0.05;
  private static final double STEP = 1.15;
  private static final int TEMPERATURES = 30;

  private final List<float[]> evidence = new ArrayList<>();
  private final List<float[]> chain = new ArrayList<>();
  private final List<Integer> truths = new ArrayList<>();
  private final float[] common;

  /**
   * A fit.
   *
   * @param common the logarithm of how common each label is
   */
  ShareFit(float[] common) {
    this.common = common;
  }

  /** Takes an event in: logarithms of each, which are kept. */
  void add(float[] ofEvidence, float[] ofChain, int truth) {
    evidence.add(ofEvidence);
    chain.add(ofChain);
    truths.add(truth);
  }

  /** The shares; those of the grid's middle where there is no event. */
  LabelShares fit() {
    double[] sums = new double[3];
    double total = 0;
    for (float ofChain : CHAINS) {
      for (float rare : RARE) {
        LabelShares shares = new LabelShares(0, 1 - ofChain, ofChain, rare);
        double weight = truths.isEmpty() ? 1 : StrictMath.exp(SHARPNESS * f1(shares));
        sums[0] += weight * (1 - ofChain);
        sums[1] += weight * ofChain;
        sums[2] += weight * rare;
        total += weight;
      }
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / total);
    }
    return tempered(mean);
  }

  private double f1(LabelShares shares) {
    LabelFigures figures = new LabelFigures(common.length);
    float[] pooled = new float[common.length];
    for (int at = 0; at < truths.size(); at++) {
      pool(at, shares, pooled);
      for (int i = 0; i < pooled.length; i++) {
        pooled[i] -= shares.rare() * common[i];
      }
      figures.add(truths.get(at), Logs.largest(pooled));
    }
    return figures.macroF1();
  }

  private void pool(int at, LabelShares shares, float[] pooled) {
    float[] ofEvidence = evidence.get(at);
    float[] ofChain = chain.get(at);
    for (int i = 0; i < pooled.length; i++) {
      pooled[i] = shares.evidence() * ofEvidence[i] + shares.chain() * ofChain[i];
    }
  }

  private LabelShares tempered(float[] mean) {
    LabelShares best = new LabelShares(0, mean[0], mean[1], mean[2]);
    double least = Double.POSITIVE_INFINITY;
    double factor = COOLEST;
    LabelShares asFound = best;
    float[] pooled = new float[common.length];
    for (int i = 0; i < TEMPERATURES && !truths.isEmpty(); i++, factor *= STEP) {
      LabelShares shares =
          new LabelShares(
              0,
              (float) (factor * asFound.evidence()),
              (float) (factor * asFound.chain()),
              (float) (factor * asFound.rare()));
      double sum = 0;
      for (int at = 0; at < truths.size(); at++) {
        pool(at, shares, pooled);
        Logs.normalize(pooled);
        sum -= pooled[truths.get(at)];
      }
      if (sum < least) {
        least = sum;
        best = shares;
      }
    }
    return best;
  }
}
