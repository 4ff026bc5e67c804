package io.sluice.oracle;

/** An alert of silence that is firing, if one is. */
final class Episode {
  boolean isFiring;
  long begin;
  long lastEnd;
  int windows;

  boolean isFiring() {
    return isFiring;
  }
}
