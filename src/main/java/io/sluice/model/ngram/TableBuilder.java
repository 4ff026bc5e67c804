package io.sluice.model.ngram;

import io.sluice.model.ngram.KneserNey.Level;
import io.sluice.model.ngram.KneserNey.Node;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
    return build(null);
  }

  /**
   * The same, counted on from what another model has counted. A table is never larger than can be
   * read: contexts that the other model alone knows are left out then.
   *
   * @param prior null: from nothing
   */
  public NgramTables build(@Nullable NgramPrior prior) {
    double[] unigram = new double[size];
    Arrays.fill(unigram, 1.0 / size);
    Node all = grams.level(0).nodes.get(0L);
    if (all != null) {
      KneserNey.interpolate(all, grams.level(0).discounts(), unigram);
    }
    if (prior != null) {
      prior.mix(unigram, all == null ? 0 : all.total);
    }
    BackoffTable[] tables = new BackoffTable[NgramTables.TABLES];
    for (int length = 1; length < NgramTables.ORDER; length++) {
      tables[length - 1] = table(length - 1, grams.level(length), unigram, prior);
    }
    tables[NgramTables.GAP] = table(NgramTables.GAP, gaps, unigram, prior);
    tables[NgramTables.HOUR] = table(NgramTables.HOUR, hours, unigram, prior);
    float[] logs = new float[size];
    for (int token = 0; token < size; token++) {
      logs[token] = (float) Math.log(unigram[token]);
    }
    return new NgramTables(logs, tables);
  }

  private BackoffTable table(int table, Level level, double[] unigram, @Nullable NgramPrior prior) {
    double[] discounts = level.discounts();
    SortedMap<Long, SortedSet<Integer>> nodes = nodes(table, level, prior);
    long[] contexts = nodes.keySet().stream().mapToLong(Long::longValue).toArray();
    float[] backoffs = new float[contexts.length];
    int[] starts = new int[contexts.length + 1];
    int entries = nodes.values().stream().mapToInt(Set::size).sum();
    int[] tokens = new int[entries];
    float[] logs = new float[entries];
    int at = 0;
    int i = 0;
    for (SortedSet<Integer> after : nodes.values()) {
      double[] p = lower(table, contexts[i], unigram, prior);
      double backoff = above(table, level, contexts[i], discounts, p, prior);
      backoffs[i] = (float) Math.log(backoff);
      for (int token : after) {
        tokens[at] = token;
        logs[at++] = (float) Math.log(p[token]);
      }
      starts[++i] = at;
    }
    return new BackoffTable(contexts, backoffs, starts, tokens, logs);
  }

  /** The contexts of a table, each with the tokens that are known to follow it. */
  private static SortedMap<Long, SortedSet<Integer>> nodes(
      int table, Level level, @Nullable NgramPrior prior) {
    SortedMap<Long, SortedSet<Integer>> nodes = new TreeMap<>();
    level.nodes.forEach((context, node) -> nodes.put(context, new TreeSet<>(node.counts.keySet())));
    if (prior == null) {
      return nodes;
    }
    long entries = nodes.values().stream().mapToInt(Set::size).sum();
    for (long context : new TreeSet<>(prior.contexts(table))) {
      Set<Integer> theirs = prior.tokens(table, context);
      boolean isRoom = nodes.size() + entries + theirs.size() < TablesCodec.MAX_ENTRIES;
      if (isRoom || nodes.containsKey(context)) {
        nodes.computeIfAbsent(context, key -> new TreeSet<>()).addAll(theirs);
        entries += theirs.size();
      }
    }
    return nodes;
  }

  /**
   * Puts what is known after a context above the probabilities of the shorter one.
   *
   * @return the share of the shorter one; 1 where nothing is known
   */
  private static double above(
      int table,
      Level level,
      long context,
      double[] discounts,
      double[] p,
      @Nullable NgramPrior prior) {
    Node node = level.nodes.get(context);
    if (prior != null && prior.has(table, context)) {
      return prior.interpolate(table, context, node, discounts, p);
    }
    if (node == null) {
      return 1;
    }
    KneserNey.interpolate(node, discounts, p);
    return KneserNey.backoff(node, discounts);
  }

  /** The probabilities below those of a context. */
  private double[] lower(int table, long context, double[] unigram, @Nullable NgramPrior prior) {
    double[] p = unigram.clone();
    boolean isBesideBigram = table == NgramTables.GAP || table == NgramTables.HOUR;
    long tokens = isBesideBigram ? context >>> Context.TOKEN_BITS : context;
    int below = isBesideBigram ? 1 : table;
    for (int n = 1; n <= below; n++) {
      // The newest tokens stand in the highest bits.
      int dropped = Context.TOKEN_BITS * ((isBesideBigram ? 1 : table + 1) - n);
      Level level = grams.level(n);
      above(n - 1, level, tokens >>> dropped, level.discounts(), p, prior);
    }
    return p;
  }
}
