package io.sluice.train.network;

import io.sluice.config.yaml.KebabCase;

/** What a sequence's recurrent state begins with. */
public enum InitialState {
  /** Zeros. */
  ZERO,

  /** Parameters that are trained like the others; a new key starts from them. */
  LEARNED;

  /** The name in options: {@code zero}, {@code learned}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
