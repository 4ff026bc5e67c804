package io.sluice.evaluate.label;

import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.label.LabelPoint;
import java.util.List;

/**
 * The baseline of labelling: a hidden Markov model (Rabiner, 1989) whose states are the labels and
 * which emits the token and, independently, the hour of the day. Everything is counted, and every
 * count begins at a tenth.
 */
public final class HiddenMarkov {
  private static final double PRIOR = 0.1;
  private static final int HOURS = 24;

  private final int labels;
  private final double[] start;
  private final double[][] follows;
  private final double[][] tokens;
  private final double[][] hours;

  /**
   * Counts stretches.
   *
   * @param tokens the size of the vocabulary
   */
  public HiddenMarkov(List<LabelStretch> stretches, int labels, int tokens) {
    this.labels = labels;
    this.start = new double[labels];
    this.follows = new double[labels][labels];
    this.tokens = new double[labels][tokens];
    this.hours = new double[labels][HOURS];
    for (LabelStretch stretch : stretches) {
      count(stretch);
    }
    logs(start);
    for (double[][] table : List.of(follows, this.tokens, hours)) {
      for (double[] row : table) {
        logs(row);
      }
    }
  }

  private void count(LabelStretch stretch) {
    int before = LabelledEvents.UNKNOWN;
    for (int at = 0; at < stretch.points().size(); at++) {
      int label = stretch.labels().get(at);
      if (label != LabelledEvents.UNKNOWN) {
        LabelPoint point = stretch.points().get(at);
        tokens[label][point.token]++;
        hours[label][point.hour]++;
        if (before == LabelledEvents.UNKNOWN) {
          start[label]++;
        } else {
          follows[before][label]++;
        }
      }
      before = label;
    }
  }

  private static void logs(double[] counts) {
    double sum = 0;
    for (double count : counts) {
      sum += count + PRIOR;
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] = StrictMath.log((counts[i] + PRIOR) / sum);
    }
  }

  /** The most probable label of each event, of those up to it: the filter. */
  public int[] filter(List<LabelPoint> points) {
    return walk(points, true);
  }

  /** The most probable labels together, of all events: Viterbi's path. */
  public int[] viterbi(List<LabelPoint> points) {
    return walk(points, false);
  }

  private int[] walk(List<LabelPoint> points, boolean isFilter) {
    int size = points.size();
    int[] named = new int[size];
    int[][] from = new int[size][labels];
    double[] now = new double[labels];
    for (int at = 0; at < size; at++) {
      double[] before = now;
      now = new double[labels];
      for (int to = 0; to < labels; to++) {
        double reached = at == 0 ? start[to] : reached(before, to, isFilter, from[at]);
        LabelPoint point = points.get(at);
        now[to] = reached + tokens[to][point.token] + hours[to][point.hour];
      }
      named[at] = largest(now);
      double most = now[named[at]];
      for (int i = 0; i < labels; i++) {
        now[i] -= most;
      }
    }
    for (int at = size - 2; !isFilter && at >= 0; at--) {
      named[at] = from[at + 1][named[at + 1]];
    }
    return named;
  }

  private double reached(double[] before, int to, boolean isFilter, int[] from) {
    double sum = 0;
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < labels; i++) {
      double way = before[i] + follows[i][to];
      sum += StrictMath.exp(way);
      if (way > best) {
        best = way;
        from[to] = i;
      }
    }
    return isFilter ? StrictMath.log(sum) : best;
  }

  private static int largest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
