package io.sluice.live;

import io.sluice.model.ModelIdentity;

/** A series of any kind, as a list shows it. Thread-safe. */
public interface LiveKey {
  /** The series key. */
  String key();

  /** The partition of the task that has it. */
  int partition();

  /** Whether an alert of it fires. */
  boolean isFiring();

  /** The score of its newest window; NaN: nothing was observed. */
  double score();

  /** End of its newest window, epoch ms. */
  long end();

  /** The model that spoke of it last. */
  ModelIdentity model();

  /** About what it takes in memory. */
  long bytes();
}
