package io.sluice.train.language;

import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the sessions of a history end. Keys that are many and short (cases, orders) are a session
 * each, which ends with the key's last event; on a stream that is known once nothing has come for
 * half as long again as the longest silence within a key. Keys that are few and long (homes, hosts)
 * have no end, unless a gap is asked for.
 *
 * @param rule after how long a silence, and after which tokens, a session is over
 * @param endsWithKey whether a key's last event ends a session
 */
public record Sessions(SessionRule rule, boolean endsWithKey) {
  private static final int MANY_KEYS = 20;
  private static final int SHORT = 100;
  private static final long MAX_GAP_MS = Duration.ofDays(3660).toMillis();

  /**
   * Whether the keys of a history are a session each. To be asked of the whole history, once: a
   * part of it may have too few keys.
   */
  public static boolean areCases(Collection<List<TokenEvent>> keys) {
    int[] sizes = keys.stream().mapToInt(List::size).sorted().toArray();
    return sizes.length >= MANY_KEYS && sizes[sizes.length / 2] <= SHORT;
  }

  /**
   * Those of what is learned.
   *
   * @param keys the events of each key, in order
   * @param areCases whether each is a session, see {@link #areCases}
   * @param gap what was asked for; null to find out
   * @param endTokens tokens that end a session
   */
  public static Sessions of(
      List<List<TokenEvent>> keys,
      boolean areCases,
      @Nullable Duration gap,
      Set<String> endTokens) {
    long gapMs = gap != null ? gap.toMillis() : areCases ? longest(keys, endTokens) : 0;
    return new Sessions(new SessionRule(gapMs, endTokens), areCases);
  }

  /** Half as long again as the longest silence within a session. */
  private static long longest(List<List<TokenEvent>> keys, Set<String> endTokens) {
    long longest = 1000;
    for (List<TokenEvent> events : keys) {
      for (int i = 1; i < events.size(); i++) {
        if (!endTokens.contains(events.get(i - 1).text())) {
          longest = Math.max(longest, events.get(i).time() - events.get(i - 1).time());
        }
      }
    }
    return Math.min(MAX_GAP_MS, longest + longest / 2);
  }

  /** After how long a silence a session is over; 0: never. */
  public long gapMs() {
    return rule.gapMs();
  }

  /** How many sessions of a history have ended other than by a token of theirs. */
  long ends(List<List<TokenEvent>> keys) {
    long ends = 0;
    for (List<TokenEvent> events : keys) {
      for (int i = 0; i < events.size(); i++) {
        boolean isLast = i + 1 == events.size();
        boolean isOver =
            isLast ? endsWithKey : rule.isOver(events.get(i).time(), events.get(i + 1).time());
        ends += isOver && !rule.isEnd(events.get(i).text()) ? 1 : 0;
      }
    }
    return ends;
  }
}
