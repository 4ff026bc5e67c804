package io.sluice.event;

/** What reaches the windows: a measurement, or the word that time has passed. */
public sealed interface Signal permits Event, Watermark {
  /** Event time, milliseconds since the epoch, not negative. */
  long timestamp();
}
