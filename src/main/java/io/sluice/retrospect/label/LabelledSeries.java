package io.sluice.retrospect.label;

import io.sluice.history.series.Series;
import io.sluice.score.SurpriseTail;
import java.util.Arrays;

/** One series with what a whole-sequence model says of each of its windows. */
final class LabelledSeries {
  private final Series series;
  private final double[] expected;
  private final double[] lower;
  private final double[] upper;
  private final double[] surprises;
  private final double[] scores;
  private final Label[] labels;

  LabelledSeries(Series series) {
    this.series = series;
    int windows = series.length();
    this.expected = unknown(windows);
    this.lower = unknown(windows);
    this.upper = unknown(windows);
    this.surprises = unknown(windows);
    this.scores = unknown(windows);
    this.labels = new Label[windows];
    for (int t = 0; t < windows; t++) {
      labels[t] = Double.isNaN(series.value(t)) ? Label.EMPTY : Label.UNSCORED;
    }
  }

  private static double[] unknown(int windows) {
    double[] values = new double[windows];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  /** Takes what is expected of a window without looking at it, in the source's units. */
  void expect(int window, double median, double low, double high) {
    expected[window] = median;
    lower[window] = low;
    upper[window] = high;
    labels[window] = Label.IMPUTED;
  }

  /** Takes how surprising a window's value is: {@code -log10} of a p-value, signed. */
  void judge(int window, double surprise) {
    surprises[window] = surprise;
    labels[window] = Label.NORMAL;
  }

  /**
   * Scores the surprises by the tail that the series has shown by its end, as serving does as it
   * goes, and labels those that reach the threshold.
   */
  void score(double threshold) {
    SurpriseTail tail = new SurpriseTail();
    for (double surprise : surprises) {
      if (!Double.isNaN(surprise)) {
        tail.learn(Math.abs(surprise));
      }
    }
    for (int t = 0; t < surprises.length; t++) {
      if (!Double.isNaN(surprises[t])) {
        scores[t] = tail.score(Math.abs(surprises[t]));
        labels[t] = scores[t] >= threshold ? Label.ANOMALY : Label.NORMAL;
      }
    }
  }

  Series series() {
    return series;
  }

  /** The median of what is expected; NaN where nothing is. */
  double expected(int window) {
    return expected[window];
  }

  /** The lower end of the interval that is expected; NaN where nothing is. */
  double lower(int window) {
    return lower[window];
  }

  /** The upper end likewise. */
  double upper(int window) {
    return upper[window];
  }

  /** {@code -log10} of the p-value under the model, negative below the median; NaN: not judged. */
  double surprise(int window) {
    return surprises[window];
  }

  /** {@code -log10} of the calibrated p-value; NaN: not judged. */
  double score(int window) {
    return scores[window];
  }

  Label label(int window) {
    return labels[window];
  }

  /** How many windows have a label. */
  int count(Label label) {
    return count(label, 0, labels.length);
  }

  /** How many of the windows from {@code from} to {@code to}, exclusive. */
  int count(Label label, int from, int to) {
    return (int) Arrays.stream(labels, from, to).filter(one -> one == label).count();
  }
}
