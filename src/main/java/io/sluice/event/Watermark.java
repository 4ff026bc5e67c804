package io.sluice.event;

/**
 * The time of a source partition has come to where it closes windows. Told to those who do not
 * learn it from an event, and when a producer promises that nothing older will follow: by a record
 * with a null value and the header {@link #HEADER}.
 *
 * @param partition the source partition; {@link #EVERY_PARTITION} in what a release before source
 *     partitions had their own time has written
 * @param sourceTime its event time, epoch ms, not negative
 */
public record Watermark(int partition, long sourceTime) implements Signal {
  /** Header of a watermark record: decimal milliseconds since the epoch in ASCII. */
  public static final String HEADER = "sluice-watermark";

  /** Speaks for all source partitions. */
  public static final int EVERY_PARTITION = -1;
}
