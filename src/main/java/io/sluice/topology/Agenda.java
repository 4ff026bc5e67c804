package io.sluice.topology;

import io.sluice.alert.EpisodeTracker;
import io.sluice.config.PipelineConfig;
import io.sluice.state.KeyState;
import io.sluice.window.RowKey;
import io.sluice.window.WindowRowCodec;
import io.sluice.window.Windows;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Puts empty rows ahead of a key, so that it comes due even if it stays silent: at its next window,
 * and once it is stale when its silence is too long and when its time to live is over. A row that
 * is there already serves as well.
 */
final class Agenda {
  private final int maxGap;
  private final long keyTtl;
  private final Windows windows;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final EpisodeTracker episodes;

  Agenda(
      PipelineConfig config,
      Windows windows,
      KeyValueStore<Bytes, byte[]> rows,
      EpisodeTracker episodes) {
    this.maxGap = config.window().maxGap();
    this.keyTtl = config.keyTtl().toMillis();
    this.windows = windows;
    this.rows = rows;
    this.episodes = episodes;
  }

  /** After a window of the key was stepped. */
  void next(Bytes key, KeyState state, long end) {
    if (state.gap < maxGap) {
      put(windows.nextEnd(end), key);
    } else {
      silence(key, state, end);
      expiry(key, state, end);
    }
  }

  /** A key that often pauses is called silent later than it is imputed. */
  private void silence(Bytes key, KeyState state, long end) {
    int silentAfter = episodes.silentAfter(state);
    if (state.silence.isFiring() || silentAfter >= keyTtl / windows.size()) {
      return;
    }
    long alarm = windows.advance(state.lastObservedEnd, silentAfter);
    if (alarm > end) {
      put(alarm, key);
    }
  }

  /** When a key that is not stepped any more is to be forgotten. */
  void expiry(Bytes key, KeyState state, long end) {
    put(windows.endOf(Math.max(end, state.lastObservedEnd + keyTtl)), key);
  }

  private void put(long end, Bytes key) {
    rows.putIfAbsent(RowKey.of(end, key), WindowRowCodec.empty());
  }
}
