package io.sluice.live;

import io.sluice.language.ScoredEvent;
import io.sluice.output.Alert;
import io.sluice.output.EventForecast;
import io.sluice.output.Forecast;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a pipeline said: a window, or an alert.
 *
 * @param id numbers of one process, ascending
 * @param forecast of a window of values; null: it is of none
 * @param events of a window of events that are tokens; null: it is of none
 * @param isFiring of a window, whether an alert of its series fires
 * @param alert null: it is a window
 */
public record LiveEvent(
    long id,
    String pipeline,
    String key,
    @Nullable Forecast forecast,
    @Nullable Events events,
    boolean isFiring,
    @Nullable Alert alert) {
  /**
   * What there is to say of a window of events that are tokens.
   *
   * @param end of the window, exclusive, epoch ms
   * @param count of events, ends of sessions among them
   * @param bits their surprise together
   * @param last the last of them
   */
  public record Events(long end, double score, int count, double bits, ScoredEvent last) {
    static Events of(EventForecast forecast) {
      List<ScoredEvent> events = forecast.events();
      double bits = 0;
      for (ScoredEvent event : events) {
        bits += event.bits();
      }
      return new Events(
          forecast.windowEnd(),
          forecast.score(),
          events.size(),
          bits,
          events.get(events.size() - 1));
    }
  }
}
