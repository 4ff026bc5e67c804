package io.sluice.train.trivial;

import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.train.network.ModelSpec;
import java.time.Duration;
import java.util.List;

/**
 * What a trivial step model is to be.
 *
 * @param name the model's name
 * @param version the model's version
 * @param kind what it says
 * @param season windows of a season, at least 1
 * @param seasons how many of them the history lets a forecaster look back
 * @param levels quantile levels in (0, 1), ascending, with 0.5 among them
 * @param horizon the number of windows forecast, at least 1
 * @param window the window length
 * @param warmup windows with a value after which a key's forecasts are mature
 * @param scaler how the series are scaled
 */
record TrivialSpec(
    String name,
    String version,
    TrivialKind kind,
    int season,
    int seasons,
    List<Float> levels,
    int horizon,
    Duration window,
    int warmup,
    ScalerSpec scaler) {

  TrivialSpec {
    levels = List.copyOf(levels);
  }

  /**
   * That of a kind in the place of a network.
   *
   * @param history windows of a series before held-out time. A forecaster looks back half of them
   *     at most: until a key has so many, its first value stands for what is missing.
   */
  static TrivialSpec of(TrivialKind kind, int season, int history, ModelSpec network) {
    ScalerSpec scaler = network.scaler();
    return new TrivialSpec(
        network.name(),
        network.version(),
        kind,
        season,
        history / 2 / season,
        network.levels(),
        network.horizon(),
        network.window(),
        network.warmup(),
        new ScalerSpec(kind.scaler(scaler.kind()), scaler.memory(), scaler.floor()));
  }

  /** The same, mature only when the season has been seen. */
  TrivialSpec patient() {
    int least = kind.isSeasonal() ? Math.max(warmup, season) : warmup;
    return new TrivialSpec(
        name, version, kind, season, seasons, levels, horizon, window, least, scaler);
  }

  /** The columns of {@code x}. */
  FeatureLayout features() {
    return FeatureLayout.parse(List.of("past." + kind.past(this)), 1, horizon);
  }

  /** How many steps ahead share their offsets: those of a season, of a seasonal forecaster. */
  int group(int step) {
    return kind.isSeasonal() ? step / season : step;
  }
}
