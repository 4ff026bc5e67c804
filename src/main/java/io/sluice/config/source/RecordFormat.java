package io.sluice.config.source;

import java.util.List;

/**
 * How the value of a record is read.
 *
 * @param numbers what counts as a number
 * @param missing texts and numbers that stand for no value, in any case; {@code null} is always one
 * @param envelope what is around the event
 */
public record RecordFormat(Numbers numbers, List<String> missing, Envelope envelope) {
  /** What producers of sensor readings write where they have none. */
  public static final List<String> MISSING =
      List.of("", "-", "unavailable", "unknown", "none", "null", "nan", "n/a");

  /** That of a source that says nothing of it. */
  public static final RecordFormat DEFAULT =
      new RecordFormat(Numbers.LENIENT, MISSING, Envelope.NONE);

  public RecordFormat {
    missing = List.copyOf(missing);
  }
}
