package io.sluice.state.event;

import io.sluice.language.KeyMemory;
import io.sluice.state.EpisodeState;
import io.sluice.state.chart.EventCharts;

/** Everything that is remembered of a key whose events are tokens. Mutable; persisted. */
public final class EventKeyState {
  /** In place of a time: there is none. */
  public static final long NEVER = 0;

  /** What the key's language is. */
  public KeyMemory memory;

  /** How surprising its events have been. */
  public final EventCharts charts;

  /** Unusual events that are told of. */
  public final EpisodeState unusual = new EpisodeState();

  /** A missing event that is told of. */
  public final EpisodeState missing = new EpisodeState();

  /** End of the last window with an event, epoch ms. */
  public long lastEnd;

  /** End of the window ahead in which the key comes due in any case; {@link #NEVER}: none. */
  public long appointment;

  /** When silence becomes odd, epoch ms; {@link #NEVER}: it does not, or is told of. */
  public long missingAt;

  /** A key of which this is remembered, and nothing else yet. */
  public EventKeyState(KeyMemory memory, EventCharts charts) {
    this.memory = memory;
    this.charts = charts;
  }
}
