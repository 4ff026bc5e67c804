package io.sluice.model;

import io.sluice.config.yaml.KebabCase;

/** What a model file is made for, {@link MetadataKey#KIND}. */
public enum ModelKind {
  /** Steps one window at a time and knows only what came before; the kind without the key. */
  STEP,

  /** Reads whole stretches of a series, what comes after a window included: for the past only. */
  SEQUENCE,

  /** Steps one event at a time and knows which may come next, and when. */
  EVENTS;

  /** The form in metadata: {@code step}, {@code sequence}, {@code events}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
