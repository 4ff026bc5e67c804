package io.sluice.model.ngram;

import java.util.Arrays;

/**
 * Distributions of the next token, one for each context that was met: probabilities of the tokens
 * that followed it, and for all others a share of the probabilities that a shorter context gives.
 * Natural logarithms throughout.
 */
public final class BackoffTable {
  private final long[] contexts;
  private final float[] backoffs;
  private final int[] starts;
  private final int[] tokens;
  private final float[] logs;

  /** Open addressing: index of a context + 1; 0 where nothing stands. */
  private final int[] slots;

  /**
   * A table.
   *
   * @param contexts one number each, see {@link Context}; ascending
   * @param backoffs what is added to the lower order's logarithms, at most 0
   * @param starts where each context's tokens begin, one more than there are contexts
   * @param tokens the tokens that followed
   * @param logs their logarithms, lower orders included
   * @throws IllegalArgumentException when the parts do not fit each other
   */
  public BackoffTable(long[] contexts, float[] backoffs, int[] starts, int[] tokens, float[] logs) {
    this.contexts = contexts;
    this.backoffs = backoffs;
    this.starts = starts;
    this.tokens = tokens;
    this.logs = logs;
    boolean fits = backoffs.length == contexts.length && starts.length == contexts.length + 1;
    if (!fits || starts[contexts.length] != tokens.length || logs.length != tokens.length) {
      throw new IllegalArgumentException("the parts of an n-gram table do not fit each other");
    }
    slots = new int[Integer.highestOneBit(Math.max(2, contexts.length * 2)) * 2];
    for (int i = 0; i < contexts.length; i++) {
      int slot = slot(contexts[i]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i + 1;
    }
  }

  private int slot(long context) {
    return (int) ((context * 0x9E3779B97F4A7C15L) >>> 40) & (slots.length - 1);
  }

  private int find(long context) {
    for (int slot = slot(context); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      if (contexts[slots[slot] - 1] == context) {
        return slots[slot] - 1;
      }
    }
    return -1;
  }

  /**
   * Fills in the logarithms after a context; without that context, those of the lower order.
   *
   * @param context what came before
   * @param lower the lower order's logarithms, one per token
   * @param out one per token
   * @param size the number of tokens
   */
  public void fill(long context, float[] lower, float[] out, int size) {
    int i = find(context);
    if (i < 0) {
      System.arraycopy(lower, 0, out, 0, size);
      return;
    }
    float backoff = backoffs[i];
    for (int token = 0; token < size; token++) {
      out[token] = lower[token] + backoff;
    }
    for (int at = starts[i]; at < starts[i + 1]; at++) {
      out[tokens[at]] = logs[at];
    }
  }

  /**
   * The logarithm of one token after a context.
   *
   * @param lower its logarithm after the shorter context
   */
  float log(long context, int token, float lower) {
    int i = find(context);
    if (i < 0) {
      return lower;
    }
    for (int at = starts[i]; at < starts[i + 1]; at++) {
      if (tokens[at] == token) {
        return logs[at];
      }
    }
    return lower + backoffs[i];
  }

  long[] contexts() {
    return contexts;
  }

  float[] backoffs() {
    return backoffs;
  }

  int[] starts() {
    return starts;
  }

  int[] tokens() {
    return tokens;
  }

  float[] logs() {
    return logs;
  }

  /** Whether all of it is of tokens below {@code size}, and all logarithms are of probabilities. */
  boolean isOf(int size) {
    return Arrays.stream(tokens).allMatch(token -> token >= 0 && token < size)
        && areLogs(logs)
        && areLogs(backoffs);
  }

  private static boolean areLogs(float[] values) {
    for (float value : values) {
      if (!(value <= 1e-4f && value > -100)) {
        return false;
      }
    }
    return true;
  }
}
