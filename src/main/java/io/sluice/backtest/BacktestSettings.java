package io.sluice.backtest;

import io.sluice.config.PipelineConfig;

/**
 * What to backtest.
 *
 * @param pipeline how the data is read and windowed
 * @param horizon windows of a forecast, at least 1
 * @param windows forecasts of each key, at least 1: of {@code horizon} windows each, one after the
 *     other, the last one ending with the key's data
 * @param season windows of a season, at least 1: of the seasonal baselines and the seasonal error
 */
public record BacktestSettings(PipelineConfig pipeline, int horizon, int windows, int season) {

  public BacktestSettings {
    if (horizon < 1 || windows < 1 || season < 1) {
      throw new IllegalArgumentException("horizon, windows and season must be at least 1");
    }
    if ((long) windows * horizon + season >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%,d forecasts of %,d windows after a season of %,d are more windows than a series can have"
              .formatted(windows, horizon, season));
    }
  }

  /** The last window that the forecast of {@code window} (0: the earliest) knows of. */
  int origin(int length, int window) {
    return length - (windows - window) * horizon - 1;
  }

  /** The shortest series that has a season before its first origin. */
  int minLength() {
    return windows * horizon + season + 1;
  }
}
