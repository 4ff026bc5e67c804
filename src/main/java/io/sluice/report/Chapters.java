package io.sluice.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The chapters of a report, those with the most to see first, as far as they fit: a report is a
 * file that a browser opens, so those with the least to see are left out of a long one.
 */
public final class Chapters {
  /** Bytes of all chapters that are kept. */
  public static final int MOST_BYTES = 16 << 20;

  private static final int BYTES_PER_VALUE = 8;
  private static final int LEAST_WINDOWS = 400;
  private static final int MOST_WINDOWS = 20_000;

  private static final Comparator<Kept> ORDER =
      Comparator.comparing(Kept::weights, Comparator.reverseOrder())
          .thenComparing(Kept::name)
          .thenComparing(Kept::number);

  private final List<String> heads;
  private final TreeSet<Kept> kept = new TreeSet<>(ORDER);
  private long bytes;
  private int added;

  /** A chapter as it stands in the page. */
  record Kept(Weights weights, int number, String name, List<String> cells, String json) {}

  /** How much there is to see: the first that differs decides. */
  private static final class Weights implements Comparable<Weights> {
    private final double[] all;

    Weights(double... all) {
      this.all = all;
    }

    @Override
    public int compareTo(Weights other) {
      return Arrays.compare(all, other.all);
    }
  }

  /**
   * No chapters yet.
   *
   * @param heads of the columns to choose from: the name's, then as many as chapters have cells
   */
  public Chapters(List<String> heads) {
    this.heads = List.copyOf(heads);
  }

  /**
   * How many windows of each series fit.
   *
   * @param series how many there are
   * @param values how many of each window are drawn
   */
  public static int windows(int series, int values) {
    long each = MOST_BYTES / ((long) Math.max(1, series) * values * BYTES_PER_VALUE);
    return (int) Math.max(LEAST_WINDOWS, Math.min(MOST_WINDOWS, each));
  }

  /**
   * Adds a chapter.
   *
   * @param weights how much there is to see: the first that differs decides
   */
  public void add(Chapter chapter, double... weights) {
    Kept one =
        new Kept(new Weights(weights), added++, chapter.name(), chapter.cells(), chapter.json());
    kept.add(one);
    bytes += one.json.length();
    while (bytes > MOST_BYTES && kept.size() > 1) {
      bytes -= kept.pollLast().json.length();
    }
  }

  List<String> heads() {
    return heads;
  }

  List<Kept> kept() {
    return new ArrayList<>(kept);
  }

  /** Chapters that had no room. */
  int leftOut() {
    return added - kept.size();
  }
}
