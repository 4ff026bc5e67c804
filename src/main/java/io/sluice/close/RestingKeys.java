package io.sluice.close;

import io.sluice.alert.EpisodeTracker;
import io.sluice.close.Closing.Origin;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.output.Alert;
import io.sluice.state.KeyState;
import io.sluice.state.StoredKey;
import io.sluice.step.StateRebuild;
import io.sluice.window.Windows;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * What becomes of a key that has a row and yet is not stepped: it is forgotten at the end of its
 * time to live, its silence may be too long, and what is announced for it is kept.
 */
final class RestingKeys {
  private final Windows windows;
  private final KeyStates states;
  private final EpisodeTracker episodes;
  private final Emitter emitter;
  private final Agenda agenda;
  private final WatchedKeys watched;
  private final PipelineMetrics metrics;
  private final StateRebuild rebuild;

  RestingKeys(
      Pipeline pipeline,
      Windows windows,
      KeyStates states,
      EpisodeTracker episodes,
      Emitter emitter,
      Agenda agenda,
      WatchedKeys watched,
      StateRebuild rebuild) {
    this.windows = windows;
    this.states = states;
    this.episodes = episodes;
    this.emitter = emitter;
    this.agenda = agenda;
    this.watched = watched;
    this.metrics = pipeline.metrics();
    this.rebuild = rebuild;
  }

  /** The key's time to live is over. */
  void forget(long end, Bytes key, KeyState state, boolean isActive) {
    emitter.alerts(episodes.expired(key, state, end), end);
    states.delete(key, isActive);
    watched.rests(key);
    metrics.keysExpired(1);
  }

  /**
   * Looks at a key that rests.
   *
   * @param stored its state, with the plans that the row brought
   * @param isActive the class in which it is stored
   * @param isPlanned whether the row brought plans
   */
  void look(long end, Bytes key, StoredKey stored, boolean isActive, boolean isPlanned) {
    KeyState state = stored.state();
    if (!isActive) {
      agenda.expiry(key, state, end); // its time to live may be longer than when it went to rest
    }
    int silent = windows.count(state.life.lastHeardEnd, end);
    List<Alert> alerts = episodes.stale(key, state, end, silent);
    emitter.alerts(alerts, end);
    if (!alerts.isEmpty() || isPlanned) {
      if (isActive && stored.isForeign()) {
        rebuild.run(List.of(stored)); // once it is stored, nothing tells that it has to be
      }
      states.put(key, state, isActive ? Origin.ACTIVE : Origin.STALE, isActive);
    }
  }
}
