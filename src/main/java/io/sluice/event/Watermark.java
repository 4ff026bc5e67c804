package io.sluice.event;

/**
 * A producer's word that no event older than {@code timestamp} will follow on the partition. It
 * closes windows without carrying a value: a record with a null value and the header {@link
 * #HEADER}.
 *
 * @param timestamp event time, milliseconds since the epoch, not negative
 */
public record Watermark(long timestamp) implements Signal {
  /** Header of a watermark record: decimal milliseconds since the epoch in ASCII. */
  public static final String HEADER = "sluice-watermark";
}
