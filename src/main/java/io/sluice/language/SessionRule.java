package io.sluice.language;

import io.sluice.config.source.EventsConfig;
import io.sluice.model.token.TokenContract;
import java.time.Duration;
import java.util.Set;

/**
 * Where a key's sessions end.
 *
 * @param gapMs a session is over once nothing has happened for longer than this; 0: sessions have
 *     no end by time
 * @param endTokens tokens that end a session; the end is no surprise after one
 */
public record SessionRule(long gapMs, Set<String> endTokens) {
  /** One endless session. */
  public static final SessionRule ENDLESS = new SessionRule(0, Set.of());

  public SessionRule {
    if (gapMs < 0) {
      throw new IllegalArgumentException("a session's gap is negative: " + gapMs);
    }
    endTokens = Set.copyOf(endTokens);
  }

  /**
   * That of a pipeline, for everything that steps its events: as it says, or else as the model has
   * learned.
   */
  public static SessionRule of(EventsConfig events, TokenContract model) {
    Duration gap = events.sessionGap();
    return new SessionRule(
        gap == null ? model.sessionGapMs() : gap.toMillis(), events.sessionEnd());
  }

  /** Whether a session that had its last event at {@code last} is over by its gap. */
  public boolean isOver(long last, long now) {
    return gapMs > 0 && now - last > gapMs;
  }

  /** Whether a token ends its session. */
  public boolean isEnd(String text) {
    return endTokens.contains(text);
  }
}
