package io.sluice.model.ngram;

/**
 * What training has counted: after nothing, after one token and more, after one token and its gap,
 * and after one token and the part of the day. The orders above one are interpolated Kneser-Ney,
 * the other two stand on that of one token.
 */
public final class NgramTables {
  /** The highest order of the n-grams. */
  public static final int ORDER = 4;

  /** The number of distributions that {@link #fill} gives. */
  public static final int DISTRIBUTIONS = ORDER + 2;

  /** Tables beside the unigram. */
  static final int TABLES = ORDER + 1;

  static final int GAP = ORDER - 1;
  static final int HOUR = ORDER;

  private final float[] unigram;
  private final BackoffTable[] tables;

  /**
   * Tables.
   *
   * @param unigram natural logarithms, one per token
   * @param tables those of orders 2 and more, of gaps, of hours
   * @throws IllegalArgumentException when a table has a token that the unigram has not, or one has
   *     what is no logarithm of a probability
   */
  NgramTables(float[] unigram, BackoffTable[] tables) {
    this.unigram = unigram;
    this.tables = tables;
    for (BackoffTable table : tables) {
      if (!table.isOf(unigram.length)) {
        throw new IllegalArgumentException("an n-gram table has impossible tokens or numbers");
      }
    }
  }

  /** The number of tokens. */
  public int size() {
    return unigram.length;
  }

  /**
   * Fills in the distributions after a context, as natural logarithms: orders 1 to {@link #ORDER},
   * by the gap, by the hour.
   *
   * @param out {@link #DISTRIBUTIONS} arrays of at least {@link #size} values
   */
  public void fill(Context context, float[][] out) {
    int size = unigram.length;
    System.arraycopy(unigram, 0, out[0], 0, size);
    for (int length = 1; length < ORDER; length++) {
      if (context.length() < length) {
        System.arraycopy(out[length - 1], 0, out[length], 0, size);
      } else {
        tables[length - 1].fill(context.tokens(length), out[length - 1], out[length], size);
      }
    }
    if (context.length() == 0) {
      System.arraycopy(unigram, 0, out[ORDER], 0, size);
      System.arraycopy(unigram, 0, out[ORDER + 1], 0, size);
    } else {
      tables[GAP].fill(context.tokenAndGap(), out[1], out[ORDER], size);
      tables[HOUR].fill(context.tokenAndHour(), out[1], out[ORDER + 1], size);
    }
  }

  float[] unigram() {
    return unigram;
  }

  BackoffTable[] tables() {
    return tables;
  }
}
