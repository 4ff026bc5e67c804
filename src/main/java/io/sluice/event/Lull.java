package io.sluice.event;

/**
 * The reader of a source partition stands at its end: there was nothing more to read when the
 * broker was asked.
 *
 * @param partition the source partition
 * @param sourceTime its event time, epoch ms, or {@link #NO_TIME}
 * @param kind what that means for others
 * @param clock {@code sourceTime} plus the wall time that it has stood still, epoch ms, or {@link
 *     #NO_TIME}
 * @param end the offset at which the reader stands
 */
public record Lull(int partition, long sourceTime, Kind kind, long clock, long end)
    implements Signal {
  /** What is known of a partition whose reader stands at its end. */
  public enum Kind {
    /** No record came for as long as makes a partition idle. */
    SILENT(0),
    /** Records come, but its time has not moved for as long as makes a partition idle. */
    STANDING(1),
    /** Records come and move its time. */
    CAUGHT_UP(2);

    /** What stands for it where it is stored. */
    final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }
  }
}
