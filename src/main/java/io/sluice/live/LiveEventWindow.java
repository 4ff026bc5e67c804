package io.sluice.live;

import io.sluice.language.ScoredEvent;
import java.util.List;

/**
 * A closed window of a series whose events are tokens.
 *
 * @param end of the window, exclusive, epoch ms
 * @param score {@code -log10} of how many windows of the key are as odd
 * @param events its events in order of time, ends of sessions among them; the last ones of very
 *     many
 */
public record LiveEventWindow(long end, double score, List<ScoredEvent> events) {
  public LiveEventWindow {
    events = List.copyOf(events);
  }
}
