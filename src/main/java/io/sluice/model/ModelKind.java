package io.sluice.model;

import io.sluice.config.yaml.KebabCase;

/** What a model file is made for, {@link MetadataKey#KIND}. */
public enum ModelKind {
  /** Steps one window at a time and knows only what came before; the kind without the key. */
  STEP,

  /** Reads whole stretches of a series, what comes after a window included: for the past only. */
  SEQUENCE;

  /** The form in metadata: {@code step}, {@code sequence}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
