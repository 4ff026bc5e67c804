package io.sluice.language;

/**
 * Something that happened to a key.
 *
 * @param time event time, in milliseconds since the epoch
 * @param text what happened, not empty; any text, known to the model or not
 */
public record TokenEvent(long time, String text) {
  public TokenEvent {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an event needs a token");
    }
  }
}
