package io.sluice.train;

import io.sluice.config.PipelineConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.torch.TrainingOptions;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What to train, and from what.
 *
 * @param pipeline how the data is read and windowed
 * @param data what the history is called, for the model's metadata
 * @param out where the model goes
 * @param name the model's name
 * @param version the model's version
 * @param architecture the recurrent network's shape
 * @param horizon windows to forecast
 * @param season windows of a season, of the seasonal-naive baseline
 * @param scaler how series are scaled
 * @param options how the network is trained
 * @param keep whether to write a model that does not beat the baseline
 * @param command the command line, for the model's metadata
 */
public record TrainingPlan(
    PipelineConfig pipeline,
    String data,
    Path out,
    String name,
    String version,
    Architecture architecture,
    int horizon,
    int season,
    ScalerSpec scaler,
    TrainingOptions options,
    boolean keep,
    String command) {
  /** Noise floor of the scaler, see {@link ScalerSpec}. */
  public static final double SCALER_FLOOR = 1e-4;

  /** A model that keeps a key warming for longer than this would be of little use. */
  private static final int MAX_WARMUP = 36;

  private static final int MIN_WARMUP = 12;
  private static final int WARMUP_SHARE = 8;
  private static final int MIN_MEMORY = 60;
  private static final int SEASONS_OF_MEMORY = 7;
  private static final Duration DAY = Duration.ofDays(1);

  /** The windows of a day, or where windows are days, the days of a week on which data comes. */
  public static int defaultSeason(PipelineConfig pipeline) {
    Duration size = pipeline.window().size();
    return size.compareTo(DAY) < 0
        ? (int) Math.max(1, DAY.dividedBy(size))
        : pipeline.window().calendar().days().size();
  }

  /** Seven seasons, a week where the season is a day, but enough windows for a steady estimate. */
  public static int defaultMemory(int season) {
    return Math.max(MIN_MEMORY, SEASONS_OF_MEMORY * season);
  }

  /** The model that comes of it. */
  ModelSpec spec() {
    Duration window = pipeline.window().size();
    return new ModelSpec(
        name,
        version,
        architecture,
        ModelSpec.defaultFeatures(1, window),
        1,
        ModelSpec.DEFAULT_LEVELS,
        horizon,
        window,
        Math.max(MIN_WARMUP, Math.min(MAX_WARMUP, scaler.memory() / WARMUP_SHARE)),
        scaler);
  }
}
