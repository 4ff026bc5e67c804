package io.sluice.evaluate.label;

/**
 * How often labels are right. The F1 of a label is the harmonic mean of precision and recall; macro
 * F1 is the mean over all labels that came.
 */
public final class LabelFigures {
  private final long[] came;
  private final long[] said;
  private final long[] right;
  private double logLoss;
  private long rated;

  /** Figures of so many labels, of nothing so far. */
  public LabelFigures(int labels) {
    came = new long[labels];
    said = new long[labels];
    right = new long[labels];
  }

  /** Takes an event in. */
  public void add(int truth, int named) {
    came[truth]++;
    said[named]++;
    if (truth == named) {
      right[truth]++;
    }
  }

  /** Takes in how probable the truth was said to be. */
  public void rate(double probability) {
    logLoss -= Math.log(Math.max(1e-12, probability));
    rated++;
  }

  /** Adds others to these. */
  public void merge(LabelFigures other) {
    for (int i = 0; i < came.length; i++) {
      came[i] += other.came[i];
      said[i] += other.said[i];
      right[i] += other.right[i];
    }
    logLoss += other.logLoss;
    rated += other.rated;
  }

  /** The number of events. */
  public long events() {
    long sum = 0;
    for (long one : came) {
      sum += one;
    }
    return sum;
  }

  /** How many events had a label. */
  public long came(int label) {
    return came[label];
  }

  /** The share of a label's events that were named so. */
  public double recall(int label) {
    return came[label] == 0 ? Double.NaN : (double) right[label] / came[label];
  }

  /** The F1 of a label; NaN: it never came. */
  public double f1(int label) {
    return came[label] == 0 ? Double.NaN : 2.0 * right[label] / (came[label] + said[label]);
  }

  /** The mean F1 of all labels that came. */
  public double macroF1() {
    double sum = 0;
    int labels = 0;
    for (int label = 0; label < came.length; label++) {
      if (came[label] > 0) {
        sum += f1(label);
        labels++;
      }
    }
    return sum / labels;
  }

  /** The share of events that were labelled right. */
  public double accuracy() {
    long sum = 0;
    for (long one : right) {
      sum += one;
    }
    return (double) sum / events();
  }

  /** The mean surprise of the truth, in nats; NaN where nothing was rated. */
  public double logLoss() {
    return rated == 0 ? Double.NaN : logLoss / rated;
  }
}
