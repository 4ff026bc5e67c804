package io.sluice.model.ngram;

import io.sluice.model.ngram.KneserNey.Level;
import io.sluice.model.ngram.KneserNey.Node;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Counts what came after what, and makes {@link NgramTables} of it. */
public final class TableBuilder {
  private final KneserNey grams;
  private final Level gaps = new Level();
  private final Level hours = new Level();
  private final int size;

  /**
   * Without any count.
   *
   * @param size the number of tokens
   */
  public TableBuilder(int size) {
    this.size = size;
    this.grams = new KneserNey(NgramTables.ORDER, size);
  }

  /** Counts a token after a context. */
  public void add(Context context, int token) {
    grams.add(context, token);
    if (context.length() > 0) {
      gaps.add(context.tokenAndGap(), token);
      hours.add(context.tokenAndHour(), token);
    }
  }

  /** Has it expect an unknown token as if it had been met so many times. */
  public void addUnknown(int token, int times) {
    grams.add(token, times);
  }

  /** The tables of what was counted so far. */
  public NgramTables build() {
    double[] unigram = new double[size];
    Arrays.fill(unigram, 1.0 / size);
    Node all = grams.level(0).nodes.get(0L);
    if (all != null) {
      KneserNey.interpolate(all, grams.level(0).discounts(), unigram);
    }
    BackoffTable[] tables = new BackoffTable[NgramTables.TABLES];
    for (int length = 1; length < NgramTables.ORDER; length++) {
      tables[length - 1] = table(grams.level(length), length, unigram);
    }
    tables[NgramTables.GAP] = table(gaps, NgramTables.AFTER_ONE, unigram);
    tables[NgramTables.HOUR] = table(hours, NgramTables.AFTER_ONE, unigram);
    float[] logs = new float[size];
    for (int token = 0; token < size; token++) {
      logs[token] = (float) Math.log(unigram[token]);
    }
    return new NgramTables(logs, tables);
  }

  private BackoffTable table(Level level, int length, double[] unigram) {
    double[] discounts = level.discounts();
    TreeMap<Long, Node> nodes = new TreeMap<>(level.nodes);
    long[] contexts = nodes.keySet().stream().mapToLong(Long::longValue).toArray();
    float[] backoffs = new float[contexts.length];
    int[] starts = new int[contexts.length + 1];
    int entries = nodes.values().stream().mapToInt(node -> node.counts.size()).sum();
    int[] tokens = new int[entries];
    float[] logs = new float[entries];
    int at = 0;
    int i = 0;
    for (Node node : nodes.values()) {
      double[] p = lower(contexts[i], length, unigram);
      KneserNey.interpolate(node, discounts, p);
      backoffs[i] = (float) Math.log(KneserNey.backoff(node, discounts));
      for (int token : new TreeMap<Integer, int[]>(node.counts).keySet()) {
        tokens[at] = token;
        logs[at++] = (float) Math.log(p[token]);
      }
      starts[++i] = at;
    }
    return new BackoffTable(contexts, backoffs, starts, tokens, logs);
  }

  /** The probabilities below those of a context. */
  private double[] lower(long context, int length, double[] unigram) {
    double[] p = unigram.clone();
    boolean isBesideBigram = length == NgramTables.AFTER_ONE;
    long tokens = isBesideBigram ? context >>> Context.TOKEN_BITS : context;
    int below = isBesideBigram ? 1 : length - 1;
    for (int n = 1; n <= below; n++) {
      // The newest tokens stand in the highest bits.
      int dropped = Context.TOKEN_BITS * ((isBesideBigram ? 1 : length) - n);
      Map<Long, Node> nodes = grams.level(n).nodes;
      Node node = nodes.get(tokens >>> dropped);
      if (node != null) {
        KneserNey.interpolate(node, grams.level(n).discounts(), p);
      }
    }
    return p;
  }
}
