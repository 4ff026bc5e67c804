package io.sluice.train.language;

/**
 * A stretch of a sequence that is stepped from zeros.
 *
 * @param sequence what it is of
 * @param from the first step
 * @param counted the first step whose prediction counts; those before it lead up to it
 * @param to after the last step
 */
record TokenPiece(TokenSequence sequence, int from, int counted, int to) {
  int size() {
    return to - from;
  }
}
