package io.sluice.evaluate.language;

/** Says of one key after the other which token comes next, and learns from what came. */
interface Predictor {
  /** Another key begins, or a session. */
  void clear();

  /**
   * How probable each token is as the next one.
   *
   * @return by token; may be overwritten by the next call
   */
  double[] distribution();

  /** Counts what came next. */
  void learn(int token);

  /**
   * What came is now the last token.
   *
   * @param gapMs after the one before it; 0: there is none
   * @param hour of the day, 0 to 23
   */
  void push(int token, long gapMs, int hour);
}
