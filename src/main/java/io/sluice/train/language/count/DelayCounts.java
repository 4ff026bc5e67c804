package io.sluice.train.language.count;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts in which bins of time the next event came, for each token that the last one was. What few
 * events say of a token is shrunk towards what all of them say.
 */
public final class DelayCounts {
  /** The most bins that are made. */
  static final int BINS = 48;

  /** So many events of all tokens stand beside those of one. */
  private static final double PRIOR = 8;

  private static final double LEAST_SECONDS = 0.5;

  private final List<Double> bounds;
  private final double[][] events;
  private final double[][] passes;

  /**
   * Nothing yet.
   *
   * @param bounds the upper ends of bins, seconds, ascending
   * @param tokens of the vocabulary
   */
  public DelayCounts(List<Double> bounds, int tokens) {
    this.bounds = bounds;
    this.events = new double[tokens + 1][bounds.size()];
    this.passes = new double[tokens + 1][bounds.size()];
  }

  /** Bounds, in seconds, between which about as many of the delays lie. */
  public static List<Double> bounds(List<TokenSequence> sequences) {
    List<Long> delays = new ArrayList<>();
    for (TokenSequence sequence : sequences) {
      for (int step = 0; step < sequence.size(); step++) {
        if (sequence.delay(step) >= 0) {
          delays.add(sequence.delay(step));
        }
      }
    }
    if (delays.isEmpty()) {
      return List.of(1.0, 60.0, 3600.0);
    }
    long[] sorted = delays.stream().mapToLong(Long::longValue).sorted().toArray();
    List<Double> bounds = new ArrayList<>();
    double last = 0;
    double least = sorted[0] / 1e3;
    if (least > sorted[(sorted.length - 1) / BINS] / 2e3) { // nothing comes before that
      bounds.add(least);
      last = least;
    }
    for (int bin = 1; bin <= BINS; bin++) {
      long at = sorted[(int) ((long) (sorted.length - 1) * bin / BINS)];
      double bound = (at + 1) / 1e3;
      if (bound > Math.max(last * 1.02, last + LEAST_SECONDS) || (bin == BINS && bound > last)) {
        bounds.add(bound);
        last = bound;
      }
    }
    return bounds;
  }

  /** The bin of a delay; beyond the last bound it is the number of bins. */
  public static int bin(List<Double> bounds, long delayMs) {
    int bin = 0;
    while (bin < bounds.size() && delayMs / 1e3 >= bounds.get(bin)) {
      bin++;
    }
    return bin;
  }

  /** Counts the delays of a sequence. */
  public void add(TokenSequence sequence) {
    for (int step = 0; step < sequence.size(); step++) {
      if (sequence.delay(step) >= 0) {
        int bin = bin(bounds, sequence.delay(step));
        count(sequence.token(step), bin);
        count(events.length - 1, bin);
      }
    }
  }

  private void count(int row, int bin) {
    for (int i = 0; i < Math.min(bin, bounds.size()); i++) {
      passes[row][i]++;
    }
    if (bin < bounds.size()) {
      events[row][bin]++;
    }
  }

  /**
   * The hazards' logits, by token.
   *
   * @param prior logits, by token, that stand beside those of few events; null: those of all tokens
   */
  public List<Float> logits(float @Nullable [] prior) {
    int all = events.length - 1;
    Float[] logits = new Float[all * bounds.size()];
    for (int token = 0; token < all; token++) {
      for (int bin = 0; bin < bounds.size(); bin++) {
        double atRisk = events[all][bin] + passes[all][bin];
        double hazard =
            prior == null
                ? (events[all][bin] + 0.5) / (atRisk + 1)
                : 1 / (1 + Math.exp(-prior[token * bounds.size() + bin]));
        double own = events[token][bin] + PRIOR * hazard;
        double rest = passes[token][bin] + PRIOR * (1 - hazard);
        logits[token * bounds.size() + bin] = (float) Math.log(own / rest);
      }
    }
    return Arrays.asList(logits);
  }
}
