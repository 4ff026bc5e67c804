package io.sluice.language;

import io.sluice.model.label.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event, and how probable it was before it came. Neither its own time nor what came after it has
 * a part in that.
 *
 * @param time event time in milliseconds; of an end by its gap, the last event's time and the gap
 * @param text the token; {@link Vocabulary#EOS_TEXT} where a session has ended by its gap
 * @param isEndOfSession whether it is an end of a session, and no event
 * @param isNew whether neither the vocabulary nor the key's memory has the token. Its probability
 *     is then that of anything new
 * @param bits surprise: {@code -log2 probability} of the mixture, at least 0
 * @param networkBits the same of the network alone; NaN without a network
 * @param probability in (0, 1]
 * @param survival the probability, as of the event before, that nothing happens for as long as
 *     nothing has; in [0, 1]
 * @param expected the most likely tokens in its place, most likely first, at most {@value
 *     #MAX_EXPECTED}
 * @param tag what the event is labelled with, or its session as of it; null: the model knows no
 *     labels, or it is an end
 */
public record ScoredEvent(
    long time,
    String text,
    boolean isEndOfSession,
    boolean isNew,
    double bits,
    double networkBits,
    double probability,
    double survival,
    List<Likely> expected,
    @Nullable Tag tag) {
  /** The most that are named in an event's place. */
  public static final int MAX_EXPECTED = 3;

  public ScoredEvent {
    expected = List.copyOf(expected);
  }

  /** The same event with its label. */
  public ScoredEvent with(@Nullable Tag label) {
    return new ScoredEvent(
        time,
        text,
        isEndOfSession,
        isNew,
        bits,
        networkBits,
        probability,
        survival,
        expected,
        label);
  }
}
