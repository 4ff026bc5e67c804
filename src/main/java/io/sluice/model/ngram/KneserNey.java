package io.sluice.model.ngram;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Interpolated Kneser-Ney smoothing with three discounts per order (Chen and Goodman, 1999,
 * "modified Kneser-Ney"), which learns from one token after the other. Orders below the highest
 * count how many different contexts a token was met in. Below all of them lies the uniform
 * distribution.
 */
public final class KneserNey {
  private final int size;
  private final int order;

  /** By the number of tokens in the context. */
  private final Level[] levels;

  /**
   * Without any count.
   *
   * @param order 1 to 5: the tokens of an n-gram, the predicted one included
   * @param size the number of tokens
   */
  public KneserNey(int order, int size) {
    if (order < 1 || order > Context.MAX_TOKENS + 1) {
      throw new IllegalArgumentException("n-grams of order " + order);
    }
    this.size = size;
    this.order = order;
    this.levels = new Level[order];
    for (int i = 0; i < order; i++) {
      levels[i] = new Level();
    }
  }

  /** What followed one context. */
  static final class Node {
    final Map<Integer, int[]> counts = new HashMap<>();
    long total;
    final int[] types = new int[Level.DISCOUNTS];
  }

  /** The contexts of one length. */
  static final class Level {
    static final int DISCOUNTS = 3;

    final Map<Long, Node> nodes = new HashMap<>();

    /** How many n-grams were counted once, twice, three and four times. */
    private final long[] countsOfCounts = new long[DISCOUNTS + 2];

    boolean add(long context, int token) {
      Node node = nodes.computeIfAbsent(context, key -> new Node());
      int[] count = node.counts.computeIfAbsent(token, key -> new int[1]);
      int before = count[0]++;
      node.total++;
      move(node, before);
      return before == 0;
    }

    private void move(Node node, int before) {
      if (before > 0) {
        node.types[Math.min(before, DISCOUNTS) - 1]--;
      }
      node.types[Math.min(before + 1, DISCOUNTS) - 1]++;
      if (before > 0 && before < countsOfCounts.length) {
        countsOfCounts[before]--;
      }
      if (before + 1 < countsOfCounts.length) {
        countsOfCounts[before + 1]++;
      }
    }

    /** What is taken from a count of 1, 2, and 3 or more. */
    double[] discounts() {
      double n1 = countsOfCounts[1] + 0.5;
      double n2 = countsOfCounts[2] + 0.5;
      double y = n1 / (n1 + 2 * n2);
      double[] discounts = new double[DISCOUNTS];
      for (int i = 1; i <= DISCOUNTS; i++) {
        double ratio = (countsOfCounts[i + 1] + 0.5) / (countsOfCounts[i] + 0.5);
        discounts[i - 1] = Math.max(0.1 * i, Math.min(0.95 * i, i - (i + 1) * y * ratio));
      }
      return discounts;
    }
  }

  /** Learns that a token came after a context. */
  public void add(Context context, int token) {
    for (int length = Math.min(context.length(), order - 1); length >= 0; length--) {
      if (!levels[length].add(context.tokens(length), token)) {
        return;
      }
    }
  }

  /** Learns of a token alone, as if it had been met in so many contexts that are not known. */
  public void add(int token, int times) {
    for (int i = 0; i < times; i++) {
      levels[0].add(0, token);
    }
  }

  /** The probability of every token after a context. */
  public double[] distribution(Context context) {
    double[] p = new double[size];
    Arrays.fill(p, 1.0 / size);
    for (int length = 0; length <= Math.min(context.length(), order - 1); length++) {
      Node node = levels[length].nodes.get(context.tokens(length));
      if (node == null) {
        break;
      }
      interpolate(node, levels[length].discounts(), p);
    }
    return p;
  }

  /** Puts a node's counts above the probabilities of the lower order. */
  static void interpolate(Node node, double[] discounts, double[] p) {
    double backoff = backoff(node, discounts);
    for (int token = 0; token < p.length; token++) {
      p[token] *= backoff;
    }
    node.counts.forEach(
        (token, count) -> {
          double discount = discounts[Math.min(count[0], Level.DISCOUNTS) - 1];
          p[token] += Math.max(0, count[0] - discount) / node.total;
        });
  }

  /** The share of the lower order. */
  static double backoff(Node node, double[] discounts) {
    double taken = 0;
    for (int i = 0; i < discounts.length; i++) {
      taken += discounts[i] * node.types[i];
    }
    return taken / node.total;
  }

  Level level(int length) {
    return levels[length];
  }

  int size() {
    return size;
  }
}
