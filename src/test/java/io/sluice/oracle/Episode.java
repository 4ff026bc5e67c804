package io.sluice.oracle;

import org.jspecify.annotations.Nullable;

/** An alert that is firing, if one is. */
final class Episode {
  /** What {@link Expected} calls it; null: nothing is firing. */
  @Nullable String type;

  boolean critical;
  long begin;
  long lastEnd;
  int windows;
  int quiet;
  float peak;

  boolean isFiring() {
    return type != null;
  }
}
