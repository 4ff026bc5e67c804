package io.sluice.event;

/** What reaches the windows: a measurement, or news of how far a source partition is in time. */
public sealed interface Signal permits Event, Watermark, Lull {
  /** The time of a source partition of which nothing is known yet. */
  long NO_TIME = -1;

  /** The source partition that it speaks of. */
  int partition();

  /**
   * How far that partition has come in event time, epoch ms; {@link #NO_TIME}: nowhere yet. See
   * {@code io.sluice.time.SourceClock}.
   */
  long sourceTime();
}
