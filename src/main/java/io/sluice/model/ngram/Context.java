package io.sluice.model.ngram;

/**
 * What comes before a token, as the tables of n-grams know it. Mutable: one is reused for many
 * events.
 */
public final class Context {
  /** The most tokens that are looked back at. */
  public static final int MAX_TOKENS = 4;

  /** The number of buckets of the last gap. */
  public static final int GAPS = 9;

  /** The number of parts of a day. */
  public static final int HOURS = 12;

  /** The bits of one token in a context's number. */
  static final int TOKEN_BITS = 16;

  private static final long[] GAP_BOUNDS_MS = {
    1_500, 5_500, 20_500, 60_500, 300_500, 1_200_500, 3_600_500, 4 * 3_600_500
  };

  private final int[] tokens = new int[MAX_TOKENS];
  private int length;
  private int gap;
  private int hour;

  /** Nothing came before. */
  public void clear() {
    length = 0;
    gap = 0;
    hour = 0;
  }

  /** A token came, as the newest so far. */
  public void push(int token) {
    System.arraycopy(tokens, 0, tokens, 1, MAX_TOKENS - 1);
    tokens[0] = token;
    length = Math.min(MAX_TOKENS, length + 1);
  }

  /**
   * When the newest token came.
   *
   * @param gapMs after the one before it, in milliseconds
   * @param hourOfDay 0 to 23
   */
  public void at(long gapMs, int hourOfDay) {
    gap = bucket(gapMs);
    hour = hourOfDay * HOURS / 24;
  }

  /** The number of tokens that came, at most {@link #MAX_TOKENS}. */
  public int length() {
    return length;
  }

  /** The newest token is 0. */
  public int token(int back) {
    return tokens[back];
  }

  /** The number of the last tokens as a context, 16 bits each; 0 for none. */
  public long tokens(int count) {
    long key = 0;
    for (int i = 0; i < count; i++) {
      key = (key << TOKEN_BITS) | (tokens[i] + 1L);
    }
    return key;
  }

  /** The last token and the bucket of its gap, as a context. */
  public long tokenAndGap() {
    return (tokens(1) << TOKEN_BITS) | gap;
  }

  /** The last token and its part of the day, as a context. */
  public long tokenAndHour() {
    return (tokens(1) << TOKEN_BITS) | hour;
  }

  /** The bucket of a gap in milliseconds; 0 also where there was none. */
  public static int bucket(long gapMs) {
    int bucket = 0;
    while (bucket < GAP_BOUNDS_MS.length && gapMs > GAP_BOUNDS_MS[bucket]) {
      bucket++;
    }
    return bucket;
  }
}
