package io.sluice.train.language;

import io.sluice.train.network.Cell;

/**
 * The shape of a network of tokens.
 *
 * @param cell the recurrent cell
 * @param layers 1 to 3
 * @param hidden the hidden size
 * @param embedding how tokens enter
 * @param width floats of an embedded token; of no meaning for one-hot tokens
 */
public record TokenArchitecture(Cell cell, int layers, int hidden, Embedding embedding, int width) {
  private static final int MAX_LAYERS = 3;

  /** How tokens enter a network. */
  public enum Embedding {
    /** A learned vector for each token. */
    LEARNED,
    /** The same vector that its logit is the product with (Press and Wolf, 2017). */
    TIED,
    /** A column for each token. */
    ONE_HOT
  }

  public TokenArchitecture {
    if (layers < 1 || layers > MAX_LAYERS || hidden < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a network of tokens has 1 to %d layers: %d of size %d, width %d"
              .formatted(MAX_LAYERS, layers, hidden, width));
    }
  }

  /** The columns of a token as the first layer reads it. */
  int columns(int tokens) {
    return switch (embedding) {
      case LEARNED -> width;
      case TIED -> hidden;
      case ONE_HOT -> tokens;
    };
  }
}
