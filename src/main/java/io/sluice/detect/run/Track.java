package io.sluice.detect.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What became of one key: its closed windows in order, each with what was observed in it, what had
 * been forecast of it one window before, and its score; and its alerts. A window is named by its
 * place, from 0 on.
 */
public final class Track {
  /** By target: observed, median, lower and upper of the forecast. */
  private static final int NUMBERS = 4;

  private static final int FIRST_LENGTH = 64;

  private final String key;
  private final int targets;
  private final List<Told> alerts = new ArrayList<>();
  private int length;
  private long[] starts = new long[FIRST_LENGTH];
  private long[] ends = new long[FIRST_LENGTH];
  private float[] scores = new float[FIRST_LENGTH];
  private double[] numbers;

  /**
   * A key of which nothing is known.
   *
   * @param key the series key, as text
   */
  public Track(String key, int targets) {
    this.key = key;
    this.targets = targets;
    this.numbers = new double[FIRST_LENGTH * targets * NUMBERS];
  }

  /** Adds the next window. Arrays have one entry per target, as the methods of those names say. */
  public void add(
      long start,
      long end,
      double score,
      double[] observed,
      double[] median,
      double[] lower,
      double[] upper) {
    if (length == ends.length) {
      grow();
    }
    starts[length] = start;
    ends[length] = end;
    scores[length] = (float) score;
    int at = length * targets * NUMBERS;
    for (int i = 0; i < targets; i++) {
      numbers[at++] = observed[i];
      numbers[at++] = median[i];
      numbers[at++] = lower[i];
      numbers[at++] = upper[i];
    }
    length++;
  }

  private void grow() {
    int more = length + (length >> 1);
    starts = Arrays.copyOf(starts, more);
    ends = Arrays.copyOf(ends, more);
    scores = Arrays.copyOf(scores, more);
    numbers = Arrays.copyOf(numbers, more * targets * NUMBERS);
  }

  /** Adds the next alert. */
  public void add(Told alert) {
    alerts.add(alert);
  }

  /** The series key, as text. */
  public String key() {
    return key;
  }

  public int targets() {
    return targets;
  }

  /** The number of windows. */
  public int length() {
    return length;
  }

  /** Start of a window, epoch ms. */
  public long start(int window) {
    return starts[window];
  }

  /** End of a window (exclusive), epoch ms. */
  public long end(int window) {
    return ends[window];
  }

  /** The calibrated score of a window, -log10 of a p-value; NaN: not scored. */
  public double score(int window) {
    return scores[window];
  }

  /** What a target's value was; NaN: there was none. */
  public double observed(int window, int target) {
    return numbers[(window * targets + target) * NUMBERS];
  }

  /** The median of the forecast made one window before; NaN: there was none. */
  public double median(int window, int target) {
    return numbers[(window * targets + target) * NUMBERS + 1];
  }

  /** Its quantile nearest to 0.1; NaN: there was none. */
  public double lower(int window, int target) {
    return numbers[(window * targets + target) * NUMBERS + 2];
  }

  /** Its quantile nearest to 0.9; NaN: there was none. */
  public double upper(int window, int target) {
    return numbers[(window * targets + target) * NUMBERS + 3];
  }

  /** All alerts that would have been published, in order. */
  public List<Told> alerts() {
    return List.copyOf(alerts);
  }

  /** Those of them with which an episode begins, in order. */
  public List<Told> fired() {
    return alerts.stream().filter(Told::isFiring).toList();
  }

  /**
   * The window in which something was decided: the one that ends at a time, or else the first after
   * it; {@link #length} when it lies beyond the last.
   */
  public int windowOf(long end) {
    int found = Arrays.binarySearch(ends, 0, length, end);
    return found >= 0 ? found : -found - 1;
  }

  /**
   * Start of the window on which an alert was decided, epoch ms; of a key that rested, and so had
   * no such window, its last moment.
   */
  public long decidedFrom(Told alert) {
    int window = windowOf(alert.decidedAt());
    boolean isThere = window < length && ends[window] == alert.decidedAt();
    return isThere ? starts[window] : alert.decidedAt() - 1;
  }

  /** The highest score of a window; 0 when none was scored. */
  public double highestScore() {
    double highest = 0;
    for (int i = 0; i < length; i++) {
      highest = scores[i] > highest ? scores[i] : highest;
    }
    return highest;
  }

  /** Whether all values of a target that were observed are the same. */
  public boolean isConstant(int target) {
    double first = Double.NaN;
    for (int i = 0; i < length; i++) {
      double value = observed(i, target);
      first = Double.isNaN(first) ? value : first;
      if (!Double.isNaN(value) && value != first) {
        return false;
      }
    }
    return true;
  }
}
