package io.sluice.detect.nab;

import io.sluice.detect.label.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * NAB's score over several files, by one threshold for all of them. A row is a detection when its
 * anomaly score reaches the threshold. Rows at the beginning of a file do not count: the first 15%,
 * at most 750.
 *
 * <table>
 * <caption>What detections are worth; the sigmoid s(p) = 2 / (1 + exp(5 p)) - 1</caption>
 * <tr><th>rows</th><th>worth</th></tr>
 * <tr><td>of a window of W rows with a detection, the first of which lies d rows before its last</td>
 * <td>tp · s(-(d + 1) / W) / s(-1)</td></tr>
 * <tr><td>of a window without a detection</td><td>-fn</td></tr>
 * <tr><td>each detection d rows after a window of W rows</td><td>fp · s(d / (W - 1)), -fp beyond 3</td></tr>
 * <tr><td>each detection before all windows</td><td>-fp</td></tr>
 * </table>
 *
 * <p>The sum is scaled so that no detection at all is 0 and the first row of each window alone 100.
 */
public final class NabScorer {
  private static final double PROBATION = 0.15;
  private static final int MOST_PROBATION = 750;
  private static final double FAR = 3;
  private static final double BEST = sigmoid(-1);
  private static final int OUTSIDE = -1;
  private static final int NOT_COUNTED = -2;

  /** By row of all files: its window, counted over all files, or one of the above. */
  private final int[] window;

  /** By row: what a detection there is worth, by window as a share of tp, else of fp. */
  private final double[] worth;

  private int windows;

  /**
   * The best that a threshold can do.
   *
   * @param score from 100 down
   * @param threshold infinite when it is best to detect nothing
   */
  public record Best(double score, double threshold) {}

  /**
   * A scorer of files.
   *
   * @param files in the order in which scores will come
   * @param labels by file, its windows: from the row of one time to that of another
   */
  public NabScorer(List<NabFile> files, List<List<Span>> labels) {
    int rows = files.stream().mapToInt(NabFile::length).sum();
    this.window = new int[rows];
    this.worth = new double[rows];
    int offset = 0;
    for (int i = 0; i < files.size(); i++) {
      prepare(files.get(i), labels.get(i), offset);
      offset += files.get(i).length();
    }
  }

  private void prepare(NabFile file, List<Span> labels, int offset) {
    int n = file.length();
    Arrays.fill(window, offset, offset + n, OUTSIDE);
    Arrays.fill(worth, offset, offset + n, -1);
    for (Span label : labels) {
      int first = firstAt(file, label.start());
      int last = lastThrough(file, label.end(), first);
      for (int row = first; row <= last; row++) {
        window[offset + row] = windows;
        worth[offset + row] = sigmoid(-(last - row + 1.0) / (last - first + 1)) / BEST;
      }
      for (int row = last + 1; row < n; row++) { // until the next window takes its rows
        worth[offset + row] = sigmoid((row - last) / (double) (last - first));
      }
      windows++;
    }
    Arrays.fill(window, offset, offset + probation(n), NOT_COUNTED);
  }

  /** Rows of a file that do not count. */
  static int probation(int rows) {
    return (int) Math.min(Math.floor(PROBATION * rows), MOST_PROBATION);
  }

  private static int firstAt(NabFile file, long time) {
    int row = 0;
    while (row < file.length() - 1 && file.time(row) < time) {
      row++;
    }
    return row;
  }

  /** The first row of a time, or else the last before it. */
  private static int lastThrough(NabFile file, long time, int from) {
    int row = from;
    while (row + 1 < file.length() && file.time(row) < time && file.time(row + 1) <= time) {
      row++;
    }
    return row;
  }

  private static double sigmoid(double place) {
    return place > FAR ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
  }

  /** The number of windows of all files. */
  public int windows() {
    return windows;
  }

  /**
   * The score of a threshold.
   *
   * @param scores by row of all files, one after the other
   */
  public double at(double[] scores, double threshold, Profile profile) {
    double[] clipped = Arrays.stream(scores).map(s -> s >= threshold ? 1 : 0).toArray();
    return curve(clipped, profile).stream()
        .filter(best -> best.threshold() == 1)
        .findFirst()
        .orElse(nothing(profile))
        .score();
  }

  /**
   * The best score of all thresholds.
   *
   * @param scores by row of all files, one after the other
   */
  public Best best(double[] scores, Profile profile) {
    return curve(scores, profile).stream()
        .max(Comparator.comparingDouble(Best::score))
        .filter(best -> best.score() > 0)
        .orElse(nothing(profile));
  }

  private Best nothing(Profile profile) {
    return new Best(
        scaled(-profile.falseNegative() * countedWindows(), profile), Double.POSITIVE_INFINITY);
  }

  /** The score at each threshold that makes a difference, from the highest down. */
  private List<Best> curve(double[] scores, Profile profile) {
    int[] order = descending(scores);
    double[] earned = new double[windows];
    Arrays.fill(earned, -profile.falseNegative());
    double raw = -profile.falseNegative() * countedWindows();
    List<Best> curve = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      raw += gain(order[i], earned, profile);
      if (i + 1 == order.length || scores[order[i + 1]] < scores[order[i]]) {
        curve.add(new Best(scaled(raw, profile), scores[order[i]]));
      }
    }
    return curve;
  }

  private int[] descending(double[] scores) {
    return IntStream.range(0, window.length)
        .filter(row -> window[row] != NOT_COUNTED)
        .boxed()
        .sorted(Comparator.comparingDouble(row -> -scores[row]))
        .mapToInt(row -> row)
        .toArray();
  }

  /** What one more detection adds; in a window only what is better than the best so far. */
  private double gain(int row, double[] earned, Profile profile) {
    if (window[row] == OUTSIDE) {
      return worth[row] * profile.falsePositive();
    }
    double before = earned[window[row]];
    earned[window[row]] = Math.max(before, worth[row] * profile.truePositive());
    return earned[window[row]] - before;
  }

  /** Windows with a row that counts. */
  private long countedWindows() {
    return Arrays.stream(window).filter(w -> w >= 0).distinct().count();
  }

  private double scaled(double raw, Profile profile) {
    double lost = profile.falseNegative() * windows;
    return 100 * (raw + lost) / (profile.truePositive() * windows + lost);
  }
}
