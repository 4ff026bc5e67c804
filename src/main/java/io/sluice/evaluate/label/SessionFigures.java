package io.sluice.evaluate.label;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * How well sessions are foretold, by how many of their events are known: the area under the ROC
 * curve of the classes, and the mean absolute error of the remaining time.
 */
public final class SessionFigures {
  /** From so many events on, all are one row. */
  public static final int MOST = 8;

  private static final double DAY_MS = 86_400_000;

  private final int labels;
  private final TreeMap<Integer, Row> rows = new TreeMap<>();

  /** What was said, and what came. */
  private static final class Said {
    final double[] probabilities;
    final int truth;

    Said(double[] probabilities, int truth) {
      this.probabilities = probabilities;
      this.truth = truth;
    }
  }

  private static final class Row {
    final List<Said> said = new ArrayList<>();
    double error;
    long timed;
  }

  /** Figures of so many labels, of nothing so far. */
  public SessionFigures(int labels) {
    this.labels = labels;
  }

  private Row row(int known) {
    return rows.computeIfAbsent(Math.min(MOST, known), one -> new Row());
  }

  /**
   * Takes in what was said of a session.
   *
   * @param known how many of its events were known
   * @param probabilities of each label
   */
  public void add(int known, double[] probabilities, int truth) {
    row(known).said.add(new Said(probabilities.clone(), truth));
  }

  /** Takes in how far a remaining time was off, in milliseconds. */
  public void time(int known, double error) {
    Row row = row(known);
    row.error += Math.abs(error);
    row.timed++;
  }

  /** The numbers of known events that there are figures of. */
  public List<Integer> known() {
    return List.copyOf(rows.keySet());
  }

  /** How many sessions had so many events. */
  public int sessions(int known) {
    return row(known).said.size();
  }

  /** The mean absolute error of the remaining time, in days; NaN: nothing was said. */
  public double errorDays(int known) {
    Row row = row(known);
    return row.timed == 0 ? Double.NaN : row.error / row.timed / DAY_MS;
  }

  /**
   * The area under the ROC curve: how probable it is that a session of a class is said to be more
   * probably of it than one that is not. The mean over the classes that some sessions are of and
   * others are not (one against the rest); NaN: there is none.
   */
  public double auc(int known) {
    double sum = 0;
    int classes = 0;
    for (int label = 0; label < labels; label++) {
      double area = area(row(known).said, label);
      if (!Double.isNaN(area)) {
        sum += area;
        classes++;
      }
    }
    return classes == 0 ? Double.NaN : sum / classes;
  }

  /** By ranks (Mann and Whitney, 1947); of equal ones each has the mean rank. */
  private static double area(List<Said> said, int label) {
    List<Said> sorted = new ArrayList<>(said);
    sorted.sort(Comparator.comparingDouble(one -> one.probabilities[label]));
    double ranks = 0;
    long positive = 0;
    for (int from = 0; from < sorted.size(); ) {
      int to = from;
      while (to < sorted.size()
          && sorted.get(to).probabilities[label] == sorted.get(from).probabilities[label]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        if (sorted.get(i).truth == label) {
          ranks += (from + 1 + to) / 2.0;
          positive++;
        }
      }
      from = to;
    }
    long negative = sorted.size() - positive;
    return positive == 0 || negative == 0
        ? Double.NaN
        : (ranks - positive * (positive + 1) / 2.0) / positive / negative;
  }
}
