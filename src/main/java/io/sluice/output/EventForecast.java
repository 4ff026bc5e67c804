package io.sluice.output;

import io.sluice.config.TopicsConfig;
import io.sluice.language.Next;
import io.sluice.language.ScoredEvent;
import io.sluice.model.ModelIdentity;
import io.sluice.model.label.Tag;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * What is published of one key's events at one closed window: how surprising they were, and what
 * comes next.
 *
 * @param model the model that said it
 * @param key the series key, UTF-8
 * @param windowStart start of the closed window, epoch ms
 * @param windowEnd its end, exclusive
 * @param score {@code -log10} of how many windows of the key are as odd, at least 0
 * @param maturity 0 (first window) to 1 (enough is known of the key to judge it)
 * @param events each event of the window, and each end of a session, in order; at least one
 * @param next what may come next
 * @param lastEvent when the key's last event was, epoch ms
 * @param session the open session; null: it is over
 * @param sources the source records that the window was made of; none when only time has ended a
 *     session
 */
public record EventForecast(
    ModelIdentity model,
    Bytes key,
    long windowStart,
    long windowEnd,
    double score,
    double maturity,
    List<ScoredEvent> events,
    Next next,
    long lastEvent,
    @org.jspecify.annotations.Nullable Session session,
    List<SourceRange> sources)
    implements Outgoing {
  /**
   * A session that is open.
   *
   * @param begin when its first event was, epoch ms
   * @param events how many it has had
   * @param label what it will have been at its end; null: the model labels no sessions
   * @param remaining how long it goes on after its last event; null: nobody knows
   */
  public record Session(
      long begin,
      int events,
      @org.jspecify.annotations.Nullable Tag label,
      Next.@org.jspecify.annotations.Nullable Remaining remaining) {}

  public EventForecast {
    events = List.copyOf(events);
    sources = List.copyOf(sources);
  }

  @Override
  public String topic(TopicsConfig topics) {
    return topics.forecasts();
  }
}
