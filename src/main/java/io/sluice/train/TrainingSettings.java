package io.sluice.train;

import io.sluice.config.Defaults;
import io.sluice.config.PipelineConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.yaml.KebabCase;
import io.sluice.evaluate.LossWeights;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.history.series.TimeSplit;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to train, and from what.
 *
 * @param pipeline how the data is read and windowed
 * @param data what the history is called, for the model's metadata
 * @param out where the model goes
 * @param name the model's name
 * @param version the model's version
 * @param architecture the recurrent network's shape
 * @param covariates what the network gets beside the values, see {@link ModelSpec#features}
 * @param horizon windows to forecast
 * @param season windows of a season: of the seasonal-naive baseline and of the seasonal error
 * @param scaler how series are scaled
 * @param options how the network is trained
 * @param shares how the time of the data is split
 * @param loss what a forecast's loss counts
 * @param force whether to write a network that a trivial forecaster beats
 * @param command the command line, for the model's metadata
 */
public record TrainingSettings(
    PipelineConfig pipeline,
    String data,
    Path out,
    String name,
    String version,
    Architecture architecture,
    List<String> covariates,
    int horizon,
    int season,
    ScalerSpec scaler,
    TrainingOptions options,
    Shares shares,
    Loss loss,
    boolean force,
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

  /**
   * How the time of the data is split.
   *
   * @param validation share that chooses the epoch, from 0 on
   * @param heldOut share that judges the result, greater than 0, both together less than 1; or,
   *     from 1 on, whole windows that do, the last ones
   * @param refit whether to train anew, for as many epochs as the validation chose, with the
   *     validation's time as a part of training's
   */
  public record Shares(double validation, double heldOut, boolean refit) {
    public Shares {
      boolean windows = heldOut >= 1 && heldOut == Math.rint(heldOut);
      if (!(validation >= 0 && heldOut > 0 && validation + (windows ? 0 : heldOut) < 1)) {
        throw new IllegalArgumentException(
            "validation must be at least 0, held-out time more, and both together less than 1, or"
                + " held-out time a whole number of windows");
      }
    }
  }

  /** What a forecast's loss counts. */
  public enum Loss {
    /** All the same, in the scaler's unit. */
    UNIT,
    /** As much as it would in scores that are scaled by the seasonal error. */
    SEASONAL_ERROR;

    /** The name in options and metadata: {@code unit}, {@code seasonal-error}. */
    @Override
    public String toString() {
      return KebabCase.of(this);
    }
  }

  public TrainingSettings {
    covariates = List.copyOf(covariates);
  }

  /**
   * The windows of a day, of one with opening hours the most that a day has, or where windows are
   * days, the days of a week on which data comes.
   */
  public static int defaultSeason(PipelineConfig pipeline) {
    WindowConfig window = pipeline.window();
    if (window.size().compareTo(DAY) >= 0) {
      return window.calendar().days().size();
    }
    return window.calendar().hasHours()
        ? new Windows(window).mostOfDay()
        : (int) Math.max(1, DAY.dividedBy(window.size()));
  }

  /** Seven seasons, a week where the season is a day, but enough windows for a steady estimate. */
  public static int defaultMemory(int season) {
    return Math.max(MIN_MEMORY, SEASONS_OF_MEMORY * season);
  }

  /** The same with another time limit. */
  public TrainingSettings within(Duration limit) {
    return with(architecture, horizon, season, scaler, options.within(limit), loss);
  }

  /** The same of another shape, or trained in another way. */
  public TrainingSettings with(
      Architecture architecture,
      int horizon,
      int season,
      ScalerSpec scaler,
      TrainingOptions options,
      Loss loss) {
    return new TrainingSettings(
        pipeline,
        data,
        out,
        name,
        version,
        architecture,
        covariates,
        horizon,
        season,
        scaler,
        options,
        shares,
        loss,
        force,
        command);
  }

  /**
   * Splits the time of series.
   *
   * @throws IllegalArgumentException when nothing is left to train on
   */
  public TimeSplit split(List<Series> series) {
    return TimeSplit.of(
        series, shares.validation(), shares.heldOut(), new Windows(pipeline.window()));
  }

  /** The model that comes of it. */
  public ModelSpec spec() {
    return new ModelSpec(
        name,
        version,
        architecture,
        ModelSpec.features(covariates, horizon, architecture.decoder()),
        1,
        ModelSpec.DEFAULT_LEVELS,
        horizon,
        pipeline.window().size(),
        Math.max(MIN_WARMUP, Math.min(MAX_WARMUP, scaler.memory() / WARMUP_SHARE)),
        scaler);
  }

  /**
   * The pipeline as the model serves it. While what it forecast before a silence reaches, its own
   * median is the best that is known, so unless it is configured otherwise as many windows in a row
   * are imputed as it forecasts.
   */
  public PipelineConfig served() {
    return pipeline.bridging(Math.max(Defaults.MAX_GAP, horizon));
  }

  /** What forecasts count, in training and in validation. */
  LossWeights weights(TimeSpan training) {
    Scaler scale = new Scaler(scaler);
    return loss == Loss.UNIT
        ? LossWeights.equal(scale)
        : LossWeights.bySeasonalError(scale, training, season);
  }
}
