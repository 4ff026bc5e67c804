package io.sluice.language;

import java.util.List;

/**
 * What a key's silence says at a moment.
 *
 * @param isSessionOver whether the session is over by its gap, or there is none
 * @param elapsedMs since the last event, at least 0
 * @param survival the probability that nothing has happened for so long, in [0, 1]: the lower, the
 *     more is missing
 * @param expected what was expected, most likely first
 */
public record Look(boolean isSessionOver, long elapsedMs, double survival, List<Likely> expected) {
  public Look {
    expected = List.copyOf(expected);
  }
}
