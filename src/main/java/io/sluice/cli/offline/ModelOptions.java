package io.sluice.cli.offline;

import io.sluice.cli.console.Require;
import io.sluice.config.PipelineConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.train.TrainingSettings;
import io.sluice.train.TrainingSettings.Loss;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.ModelSpec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the model is that {@code train} makes, but for the shape of its network. */
final class ModelOptions {
  private static final int MAX_HORIZON = 4096;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The model's name (default: the file's).")
  private @Nullable String name;

  @Option(
      names = "--model-version",
      paramLabel = "TEXT",
      defaultValue = "1",
      description = "The model's version (default: ${DEFAULT-VALUE}).")
  private String version;

  @Option(
      names = "--horizon",
      paramLabel = "WINDOWS",
      defaultValue = "12",
      description =
          "Windows to forecast, at most 4096 (default: ${DEFAULT-VALUE}; where the data chooses, a"
              + " season, but 12 to 48).")
  private int horizon;

  @Option(
      names = "--season",
      paramLabel = "WINDOWS",
      description =
          "Season of the decoder, of trivial forecasters and of scores (default: the windows of a day;"
              + " for windows of a day or more, the calendar's days of a week; where the data"
              + " chooses, what the history shows).")
  private @Nullable Integer season;

  @Option(
      names = "--scaler",
      paramLabel = "KIND",
      defaultValue = "difference",
      description =
          "What forecasts are relative to: level (the running mean), difference (the last value) or"
              + " log-return (the last value's logarithm) (default: ${DEFAULT-VALUE}).")
  private String scaler;

  @Option(
      names = "--memory",
      paramLabel = "WINDOWS",
      description = "Time constant of the scaler (default: 7 seasons, at least 60 windows).")
  private @Nullable Integer memory;

  @Option(
      names = "--covariates",
      paramLabel = "LIST",
      split = ",",
      description =
          "What the network is told beside the values: time-of-day, day-of-week, day-of-year,"
              + " holiday (the pipeline's covariates.holidays), known.NAME (its covariates.known),"
              + " or none (default: day-of-week, time-of-day for windows shorter than a day, and all that"
              + " the pipeline knows in advance).")
  private @Nullable List<String> covariates;

  @Option(
      names = "--loss",
      paramLabel = "KIND",
      defaultValue = "unit",
      description =
          "What a forecast's loss counts: unit (all the same) or seasonal-error (as in MASE and"
              + " SQL) (default: ${DEFAULT-VALUE}).")
  private Loss loss;

  /** The model's name: that of the file unless another is given. */
  String name(Path out) {
    if (name != null) {
      return name;
    }
    Path fileName = out.getFileName();
    return fileName == null ? "model" : fileName.toString().replaceFirst("\\.onnx$", "");
  }

  String version() {
    return version;
  }

  /** Windows to forecast, 1 to {@value #MAX_HORIZON}. */
  int horizon() {
    Require.atLeastOne(spec, "--horizon", horizon);
    if (horizon > MAX_HORIZON) {
      throw new ParameterException(
          spec.commandLine(), "--horizon must be at most " + MAX_HORIZON + ", is " + horizon);
    }
    return horizon;
  }

  /** Windows of a season, at least 1. */
  int season(PipelineConfig config) {
    int windows = season == null ? TrainingSettings.defaultSeason(config) : season;
    Require.atLeastOne(spec, "--season", windows);
    return windows;
  }

  ScalerSpec scaler(int season) {
    int windows = memory == null ? TrainingSettings.defaultMemory(season) : memory;
    try {
      return new ScalerSpec(ScalerSpec.parseKind(scaler), windows, TrainingSettings.SCALER_FLOOR);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** What the network gets, all of which the pipeline knows. */
  List<String> covariates(PipelineConfig config, @Nullable Decoder decoder) {
    if (covariates == null) {
      return ModelSpec.defaultCovariates(config);
    }
    List<String> chosen = covariates.equals(List.of("none")) ? List.of() : covariates;
    try {
      ModelSpec.features(chosen, horizon(), decoder).knownIn(config);
      return chosen;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--covariates: " + e.getMessage(), e);
    }
  }

  Loss loss() {
    return loss;
  }
}
