package io.sluice.train.language;

/**
 * How a network of tokens is trained.
 *
 * @param epochs the most
 * @param patience epochs without a better validation after which it ends
 * @param learningRate that of Adam at first; it falls along a cosine
 * @param batch pieces side by side
 * @param piece steps of a piece
 * @param chunk steps that gradients go back
 * @param dropout the share of values that are hidden, in [0, 1)
 * @param labelSmoothing the share of probability that is spread over all tokens, in [0, 1)
 * @param delayWeight what the loss of the time weighs beside that of the token
 * @param seed of everything that is drawn
 */
public record TokenOptions(
    int epochs,
    int patience,
    double learningRate,
    int batch,
    int piece,
    int chunk,
    double dropout,
    double labelSmoothing,
    double delayWeight,
    long seed) {
  public TokenOptions {
    boolean isFit = epochs >= 1 && patience >= 1 && batch >= 1 && piece >= 1 && chunk >= 1;
    if (!isFit || !(learningRate > 0) || !isShare(dropout) || !isShare(labelSmoothing)) {
      throw new IllegalArgumentException("impossible options of a training");
    }
  }

  private static boolean isShare(double value) {
    return value >= 0 && value < 1;
  }

  /** The same for what has no time. */
  TokenOptions withoutDelays() {
    return new TokenOptions(
        epochs, patience, learningRate, batch, piece, chunk, dropout, labelSmoothing, 0, seed);
  }

  /** What trains well on a few thousand events. */
  public static TokenOptions defaults() {
    return new TokenOptions(80, 12, 0.005, 16, 64, 32, 0.4, 0, 0.2, 1);
  }
}
