package io.sluice.model.ngram;

import io.sluice.model.ngram.KneserNey.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What another model has counted, in the tokens of this one, to be counted on from: each of its
 * contexts stands for {@link #EVENTS} events that were met there (maximum a posteriori adaptation:
 * Bacchiani and Roark, 2003, "count merging"). What it knows of tokens that are none of this
 * model's is left out, and the rest of a distribution takes its share.
 */
public final class NgramPrior {
  /** So many own events after a context outweigh what the other model knows of it. */
  private static final double EVENTS = 8;

  private static final long TOKEN = (1 << Context.TOKEN_BITS) - 1;

  private final NgramTables theirs;
  private final int[] own;
  private final double[] unigram;
  private final List<Map<Long, Part>> tables = new ArrayList<>();

  /**
   * A context of the other model.
   *
   * @param shares what is added for each token to a share of the shorter context's probabilities
   * @param backoff that share
   */
  private record Part(Map<Integer, Double> shares, double backoff) {}

  /**
   * What another model has counted.
   *
   * @param own this model's token for each of the other's, at most one for each; negative: it has
   *     none
   * @param size the number of this model's tokens
   */
  public NgramPrior(NgramTables theirs, int[] own, int size) {
    this.theirs = theirs;
    this.own = own.clone();
    this.unigram = unigram(size);
    for (int table = 0; table < NgramTables.TABLES; table++) {
      tables.add(parts(table));
    }
  }

  /** Tokens that the other model does not know share what it takes to be unknown. */
  private double[] unigram(int size) {
    double[] p = new double[size];
    boolean[] isKnown = new boolean[size];
    for (int token = 1; token < own.length; token++) {
      if (own[token] >= 0) {
        isKnown[own[token]] = true;
        p[own[token]] = Math.exp(theirs.unigram()[token]);
      }
    }
    int unknown = 0;
    for (boolean known : isKnown) {
      unknown += known ? 0 : 1;
    }
    double share = Math.exp(theirs.unigram()[0]) / Math.max(1, unknown);
    double sum = 0;
    for (int token = 0; token < size; token++) {
      p[token] += isKnown[token] ? 0 : share;
      sum += p[token];
    }
    for (int token = 0; token < size; token++) {
      p[token] /= sum;
    }
    return p;
  }

  private Map<Long, Part> parts(int table) {
    BackoffTable of = theirs.tables()[table];
    Map<Long, Part> parts = new HashMap<>();
    for (int i = 0; i < of.contexts().length; i++) {
      long context = translated(table, of.contexts()[i]);
      Part part = context < 0 ? null : part(table, i);
      if (part != null) {
        parts.put(context, part);
      }
    }
    return parts;
  }

  /** A context in this model's tokens; negative: it has a token that is none of them. */
  private long translated(int table, long context) {
    if (isBesideBigram(table)) {
      int token = own((int) (context >>> Context.TOKEN_BITS));
      return token < 0 ? -1 : ((token + 1L) << Context.TOKEN_BITS) | (context & TOKEN);
    }
    long translated = 0;
    for (int at = table; at >= 0; at--) {
      int token = own((int) ((context >>> (at * Context.TOKEN_BITS)) & TOKEN));
      if (token < 0) {
        return -1;
      }
      translated = (translated << Context.TOKEN_BITS) | (token + 1L);
    }
    return translated;
  }

  private int own(int place) {
    return place < 1 || place > own.length ? -1 : own[place - 1];
  }

  private static boolean isBesideBigram(int table) {
    return table == NgramTables.GAP || table == NgramTables.HOUR;
  }

  /** Null: nothing is left of it. */
  private @Nullable Part part(int table, int i) {
    BackoffTable of = theirs.tables()[table];
    double backoff = Math.exp(of.backoffs()[i]);
    double sum = backoff;
    Map<Integer, Double> shares = new HashMap<>();
    for (int at = of.starts()[i]; at < of.starts()[i + 1]; at++) {
      int token = own[of.tokens()[at]];
      if (token >= 0) {
        double lower = Math.exp(lower(table, of.contexts()[i], of.tokens()[at]));
        double share = Math.max(0, Math.exp(of.logs()[at]) - backoff * lower);
        shares.put(token, share);
        sum += share;
      }
    }
    if (!(sum > 0)) {
      return null;
    }
    double scale = 1 / sum;
    shares.replaceAll((token, share) -> share * scale);
    return new Part(shares, backoff * scale);
  }

  /** The logarithm of a token after the context that is one shorter, all of it theirs. */
  private float lower(int table, long context, int token) {
    float log = theirs.unigram()[token];
    if (isBesideBigram(table)) {
      return theirs.tables()[0].log(context >>> Context.TOKEN_BITS, token, log);
    }
    for (int length = 1; length <= table; length++) {
      int dropped = Context.TOKEN_BITS * (table + 1 - length);
      log = theirs.tables()[length - 1].log(context >>> dropped, token, log);
    }
    return log;
  }

  /** The contexts of a table that it knows. */
  Set<Long> contexts(int table) {
    return tables.get(table).keySet();
  }

  boolean has(int table, long context) {
    return tables.get(table).containsKey(context);
  }

  /** The tokens that it tells of after a context. */
  Set<Integer> tokens(int table, long context) {
    Part part = tables.get(table).get(context);
    return part == null ? Set.of() : part.shares().keySet();
  }

  /** Puts its probabilities of all tokens beside those of so many events. */
  void mix(double[] p, long events) {
    double weight = EVENTS / (EVENTS + events);
    for (int token = 0; token < p.length; token++) {
      p[token] += weight * (unigram[token] - p[token]);
    }
  }

  /**
   * Puts what was counted, and what it knows, above the probabilities of the shorter context.
   *
   * @param node what was counted after the same context; null: it was never met
   * @return the share of the shorter context
   */
  double interpolate(int table, long context, @Nullable Node node, double[] discounts, double[] p) {
    Part part = tables.get(table).get(context);
    if (part == null) {
      throw new IllegalArgumentException("the context is none of the other model's");
    }
    double weight = node == null ? 1 : EVENTS / (EVENTS + node.total);
    double[] counted = new double[p.length];
    double backoff = weight * part.backoff();
    if (node != null) {
      KneserNey.interpolate(node, discounts, counted);
      backoff += (1 - weight) * KneserNey.backoff(node, discounts);
    }
    for (int token = 0; token < p.length; token++) {
      p[token] = backoff * p[token] + (1 - weight) * counted[token];
    }
    part.shares().forEach((token, share) -> p[token] += weight * share);
    return backoff;
  }
}
