package io.sluice.cli.serve;

import io.sluice.model.ModelContract;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import io.sluice.state.KeyStateCodec;
import io.sluice.window.summary.Summary;
import java.util.List;
import java.util.Objects;

/**
 * What the state of one pipeline takes, estimated from above.
 *
 * @param perKey bytes of one key: its name, its state and its open window
 * @param disk bytes on the local disk, RocksDB
 * @param changelog bytes on the broker, per replica
 * @param planned bytes that each key takes more for every window for which the fields known in
 *     advance are announced beyond those that the model sees; 0: there are no such fields
 */
record StateSize(long perKey, long disk, long changelog, long planned) {
  /** The name of the key twice, in both stores; keys are assumed to be 24 characters long. */
  private static final int KEY_BYTES = 2 * (24 + 8);

  /** One open window with one source range, and one number and one time per target. */
  private static final int WINDOW_BYTES = 24;

  private static final int WINDOW_TARGET_BYTES = 18;

  /** A value that is known in advance, in the state; and in the open window with its age. */
  private static final int PLAN_BYTES = 5;

  private static final int WINDOW_PLAN_BYTES = 6;

  /** RocksDB's indexes and filters, and what waits for compaction. */
  private static final double ROCKSDB_OVERHEAD = 1.3;

  /** Superseded records that the broker has not compacted away: 5.1 GB for 3.0 GB live. */
  private static final double CHANGELOG_OVERHEAD = 1.7;

  /**
   * The size of a pipeline's state.
   *
   * @param targets of the pipeline; a sketch in an open window is reckoned as it is at first
   * @param known the fields that are known in advance; of each a key is reckoned with one open plan
   *     and one in its state, both as long as the model sees
   * @param phases of the season, see {@link io.sluice.window.Season}
   */
  static StateSize of(
      ModelContract model, Schema targets, List<String> known, int phases, long keys) {
    KeyStateCodec codec = new KeyStateCodec(model, Schemas.only(targets), known, phases);
    int plan = 1 + model.features().ahead();
    long perKey =
        KEY_BYTES
            + WINDOW_BYTES
            + (long) WINDOW_TARGET_BYTES * targets.size()
            + summaries(targets)
            + (long) WINDOW_PLAN_BYTES * plan * known.size()
            + codec.maxBytes(plan);
    return new StateSize(
        perKey,
        (long) (perKey * keys * ROCKSDB_OVERHEAD),
        (long) (perKey * keys * CHANGELOG_OVERHEAD),
        (long) (PLAN_BYTES + WINDOW_PLAN_BYTES) * known.size());
  }

  /** What an open window keeps of its values beside their number, sum and times. */
  private static long summaries(Schema targets) {
    return targets.targets().stream()
        .map(target -> Summary.of(target.aggregate()))
        .filter(Objects::nonNull)
        .mapToLong(Summary::maxBytes)
        .sum();
  }
}
