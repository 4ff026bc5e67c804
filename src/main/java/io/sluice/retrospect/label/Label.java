package io.sluice.retrospect.label;

import io.sluice.config.yaml.KebabCase;

/** The verdict on one window. */
public enum Label {
  /** Its value is as expected. */
  NORMAL,

  /** Its value is not: its score has passed the threshold. */
  ANOMALY,

  /** It has no value that could be used, and one was imputed. */
  IMPUTED,

  /** It has none, and lies in a gap longer than the model fills. */
  EMPTY,

  /** It has a value, and nothing beside it that it could be judged by. */
  UNSCORED;

  /** The name in files. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
