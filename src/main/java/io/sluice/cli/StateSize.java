package io.sluice.cli;

import io.sluice.model.ModelContract;
import io.sluice.state.KeyStateCodec;

/**
 * What the state of one pipeline takes, estimated from above.
 *
 * @param perKey bytes of one key: its name, its state and its open window
 * @param disk bytes on the local disk, RocksDB
 * @param changelog bytes on the broker, per replica
 */
record StateSize(long perKey, long disk, long changelog) {
  /** The name of the key twice, in both stores; keys are assumed to be 24 characters long. */
  private static final int KEY_BYTES = 2 * (24 + 8);

  /** One open window with one source range, and one number and one time per target. */
  private static final int WINDOW_BYTES = 24;

  private static final int WINDOW_TARGET_BYTES = 18;

  /** RocksDB's indexes and filters, and what waits for compaction. */
  private static final double ROCKSDB_OVERHEAD = 1.3;

  /** Superseded records that the broker has not compacted away: 5.1 GB for 3.0 GB live. */
  private static final double CHANGELOG_OVERHEAD = 1.7;

  static StateSize of(ModelContract model, int targets, long keys) {
    long perKey =
        KEY_BYTES
            + WINDOW_BYTES
            + (long) WINDOW_TARGET_BYTES * targets
            + new KeyStateCodec(model, targets).maxBytes();
    return new StateSize(
        perKey,
        (long) (perKey * keys * ROCKSDB_OVERHEAD),
        (long) (perKey * keys * CHANGELOG_OVERHEAD));
  }
}
