package io.sluice.close;

import io.sluice.alert.EpisodeTracker;
import io.sluice.config.PipelineConfig;
import io.sluice.state.KeyLife;
import io.sluice.state.KeyState;
import io.sluice.window.RowKey;
import io.sluice.window.WindowRowCodec;
import io.sluice.window.Windows;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Puts empty rows ahead of a stale key, so that it comes due even if it stays silent: when its
 * silence is too long, and when its time to live is over. A row that is there already serves as
 * well.
 */
final class Agenda {
  private final long keyTtl;
  private final Windows windows;
  private final KeyLife life;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final EpisodeTracker episodes;

  Agenda(
      PipelineConfig config,
      Windows windows,
      KeyLife life,
      KeyValueStore<Bytes, byte[]> rows,
      EpisodeTracker episodes) {
    this.keyTtl = config.keyTtl().toMillis();
    this.windows = windows;
    this.life = life;
    this.rows = rows;
    this.episodes = episodes;
  }

  /** A key has become stale at the end of a window. */
  void rest(Bytes key, KeyState state, long end) {
    silence(key, state, end);
    expiry(key, state, end);
  }

  /** A key that often pauses is called silent later than it is imputed. */
  private void silence(Bytes key, KeyState state, long end) {
    int silentAfter = episodes.silentAfter(state);
    if (state.silence.isFiring() || silentAfter >= keyTtl / windows.size()) {
      return;
    }
    long alarm = windows.advance(state.life.lastHeardEnd, silentAfter);
    if (alarm > end) {
      put(alarm, key);
    }
  }

  /** When a key that is not stepped any more is to be forgotten. */
  void expiry(Bytes key, KeyState state, long end) {
    put(Math.max(windows.endOf(end), life.forgottenAt(state.life)), key);
  }

  private void put(long end, Bytes key) {
    rows.putIfAbsent(RowKey.of(end, key), WindowRowCodec.empty());
  }
}
