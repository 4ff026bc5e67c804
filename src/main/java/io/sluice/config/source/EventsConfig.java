package io.sluice.config.source;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of a pipeline that are no numbers: what each of them is called, and when a session of
 * them is over.
 *
 * @param token the fields of an event whose texts, joined with a blank, are its token; at least one
 * @param sessionGap how long after its last event a session is over, event time; null: what the
 *     model learned
 * @param sessionEnd the tokens that end a session themselves
 */
public record EventsConfig(
    List<String> token, @Nullable Duration sessionGap, Set<String> sessionEnd) {
  /** The most fields of a token. */
  public static final int MAX_FIELDS = 8;

  /** The most tokens that end a session. */
  public static final int MAX_ENDS = 100;

  public EventsConfig {
    token = List.copyOf(token);
    sessionEnd = Set.copyOf(sessionEnd);
    if (token.isEmpty() || token.size() > MAX_FIELDS) {
      throw new IllegalArgumentException(
          "a token is made of 1 to " + MAX_FIELDS + " fields, not of " + token.size());
    }
    if (sessionGap != null && (sessionGap.isNegative() || sessionGap.isZero())) {
      throw new IllegalArgumentException("a session is over after " + sessionGap);
    }
  }
}
