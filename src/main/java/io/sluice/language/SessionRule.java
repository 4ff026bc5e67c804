package io.sluice.language;

import io.sluice.config.PipelineConfig;
import io.sluice.config.source.EventsConfig;
import io.sluice.model.token.TokenContract;
import java.time.Duration;
import java.util.Objects;
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

  /** Windows between the end of a session at the latest and of what is known of its key. */
  private static final int BEFORE_FORGOTTEN = 2;

  public SessionRule {
    if (gapMs < 0) {
      throw new IllegalArgumentException("a session's gap is negative: " + gapMs);
    }
    endTokens = Set.copyOf(endTokens);
  }

  /**
   * That of a pipeline of events, for everything that steps them: as it says, or else as the model
   * has learned, but so that a session is over before its key is forgotten.
   */
  public static SessionRule of(PipelineConfig pipeline, TokenContract model) {
    EventsConfig events = Objects.requireNonNull(pipeline.events());
    Duration stated = events.sessionGap();
    long gap = stated == null ? model.sessionGapMs() : stated.toMillis();
    return new SessionRule(gap, events.sessionEnd()).within(pipeline);
  }

  /** The same, but so that a session is over before a pipeline's key is forgotten. */
  public SessionRule within(PipelineConfig pipeline) {
    long size = pipeline.window().size().toMillis();
    long most = Math.max(size, pipeline.keyTtl().toMillis() - BEFORE_FORGOTTEN * size);
    return new SessionRule(Math.min(gapMs, most), endTokens);
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
