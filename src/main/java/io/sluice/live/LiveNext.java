package io.sluice.live;

import io.sluice.language.Likely;
import io.sluice.language.Next;
import io.sluice.output.EventForecast;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may come next of a series whose events are tokens.
 *
 * @param tokens the most likely ones, most likely first
 * @param after when the last event was, epoch ms
 * @param soon when the next event has come with a probability of 0.1
 * @param middle the same, of 0.5
 * @param late the same, of 0.9
 * @param session the open session; null: it is over
 */
public record LiveNext(
    List<Likely> tokens,
    long after,
    long soon,
    long middle,
    long late,
    EventForecast.@Nullable Session session) {
  public LiveNext {
    tokens = List.copyOf(tokens);
  }

  static LiveNext of(EventForecast forecast) {
    Next next = forecast.next();
    long after = forecast.lastEvent();
    return new LiveNext(
        next.likely(),
        after,
        after + next.low(),
        after + next.median(),
        after + next.high(),
        forecast.session());
  }
}
