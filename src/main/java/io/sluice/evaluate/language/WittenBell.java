package io.sluice.evaluate.language;

import io.sluice.model.ngram.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts of tokens after contexts, from none to the longest, each of which is believed as far as it
 * has not shown new tokens (Witten and Bell, "The zero-frequency problem", IEEE Transactions on
 * Information Theory 1991). Below all of them lies the uniform distribution.
 */
final class WittenBell implements Predictor {
  /** What a token is looked up by beside nothing. */
  enum By {
    /** The part of the day alone. */
    HOUR,
    /** The last token, and the bucket of the gap before it. */
    TOKEN_AND_GAP,
    /** The last token, and the part of the day. */
    TOKEN_AND_HOUR,
    /** How often the key had each token of late. */
    KEY
  }

  private static final double KEPT = 0.99;

  private final By by;
  private final int size;
  private final Map<List<Integer>, double[]> counts = new HashMap<>();
  private final double[] own;
  private final double[] p;
  private int last = -1;
  private int gap;
  private int hour;

  /**
   * Without any count.
   *
   * @param size the number of tokens
   */
  WittenBell(By by, int size) {
    this.by = by;
    this.size = size;
    this.own = new double[size];
    this.p = new double[size];
  }

  @Override
  public void clear() {
    last = -1;
    gap = 0;
    Arrays.fill(own, 0);
  }

  @Override
  public double[] distribution() {
    Arrays.fill(p, 1.0 / size);
    for (List<Integer> context : contexts()) {
      believe(counts.get(context));
    }
    if (by == By.KEY) {
      believe(own);
    }
    return p;
  }

  private void believe(double @Nullable [] of) {
    double total = 0;
    int kinds = 0;
    for (int i = 0; of != null && i < size; i++) {
      total += of[i];
      kinds += of[i] > 0 ? 1 : 0;
    }
    for (int i = 0; kinds > 0 && of != null && i < size; i++) {
      p[i] = (of[i] + kinds * p[i]) / (total + kinds);
    }
  }

  /** The shortest first. */
  private List<List<Integer>> contexts() {
    List<List<Integer>> all = new ArrayList<>();
    all.add(List.of());
    switch (by) {
      case HOUR -> all.add(List.of(hour));
      case TOKEN_AND_GAP -> {
        all.add(List.of(last));
        all.add(List.of(last, gap));
      }
      case TOKEN_AND_HOUR -> {
        all.add(List.of(last));
        all.add(List.of(last, hour));
      }
      case KEY -> {}
    }
    return all;
  }

  @Override
  public void learn(int token) {
    for (List<Integer> context : contexts()) {
      counts.computeIfAbsent(context, key -> new double[size])[token]++;
    }
  }

  @Override
  public void push(int token, long gapMs, int hourOfDay) {
    last = token;
    gap = Context.bucket(gapMs);
    hour = hourOfDay / 2;
    for (int i = 0; by == By.KEY && i < size; i++) {
      own[i] *= KEPT;
    }
    own[token]++;
  }
}
