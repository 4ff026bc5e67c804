package io.sluice.event.decode.time;

/**
 * How a text states a time. Where clocks are set back, a local time without an offset comes twice.
 */
interface TimeFormat {
  /** Epoch ms, of a local time that comes twice the first one; {@link TimestampParser#INVALID}. */
  long earlier(String text);

  /** The same, but of a local time that comes twice the second one. */
  default long later(String text) {
    return earlier(text);
  }
}
