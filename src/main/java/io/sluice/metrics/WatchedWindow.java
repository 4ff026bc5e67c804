package io.sluice.metrics;

import java.util.List;

/** A closed window of a key that is watched, beside what was forecast of it one window before. */
public final class WatchedWindow {
  /** The series key. */
  public final String key;

  /** The partition that the key belongs to. */
  public final int partition;

  /** The quantile levels of the model that made the forecast, ascending. */
  public final List<Float> levels;

  /** Observed value per target, in the source's units; NaN where the window had none. */
  public final double[] observed;

  /** {@code [targets][levels]} flattened, in the source's units; NaN: there was no forecast. */
  public final double[] forecast;

  /** {@code -log10} of how many windows of the key are as odd; NaN: nothing was observed. */
  public final double score;

  /** Whether an alert of the key is firing. */
  public final boolean firing;

  public WatchedWindow(
      String key,
      int partition,
      List<Float> levels,
      double[] observed,
      double[] forecast,
      double score,
      boolean firing) {
    this.key = key;
    this.partition = partition;
    this.levels = List.copyOf(levels);
    this.observed = observed.clone();
    this.forecast = forecast.clone();
    this.score = score;
    this.firing = firing;
  }
}
