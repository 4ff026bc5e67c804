package io.sluice.train.language;

import io.sluice.language.TokenEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the sessions of a history end. Keys that are many and short (cases, orders) are a session
 * each, which ends with the key's last event; on a stream that is known once nothing has come for
 * half as long again as the longest silence within a key. Keys that are few and long (homes, hosts)
 * have no end, unless a gap is asked for.
 *
 * @param gapMs after how long a silence a session is over; 0: never
 * @param endsWithKey whether a key's last event ends a session
 */
public record Sessions(long gapMs, boolean endsWithKey) {
  private static final int MANY_KEYS = 20;
  private static final int SHORT = 100;
  private static final long MAX_GAP_MS = Duration.ofDays(3660).toMillis();

  /**
   * Those of a history.
   *
   * @param keys the events of each key, in order
   * @param gap what was asked for: zero for none, null to find out
   */
  public static Sessions of(List<List<TokenEvent>> keys, @Nullable Duration gap) {
    int[] sizes = keys.stream().mapToInt(List::size).sorted().toArray();
    boolean areCases = sizes.length >= MANY_KEYS && sizes[sizes.length / 2] <= SHORT;
    if (gap != null) {
      return new Sessions(gap.toMillis(), areCases && !gap.isZero());
    }
    if (!areCases) {
      return new Sessions(0, false);
    }
    long longest = 1000;
    for (List<TokenEvent> events : keys) {
      for (int i = 1; i < events.size(); i++) {
        longest = Math.max(longest, events.get(i).time() - events.get(i - 1).time());
      }
    }
    return new Sessions(Math.min(MAX_GAP_MS, longest + longest / 2), true);
  }

  /** How many sessions of a history have ended. */
  long ends(List<List<TokenEvent>> keys) {
    long ends = endsWithKey ? keys.size() : 0;
    for (List<TokenEvent> events : keys) {
      for (int i = 1; gapMs > 0 && i < events.size(); i++) {
        ends += events.get(i).time() - events.get(i - 1).time() > gapMs ? 1 : 0;
      }
    }
    return ends;
  }
}
