package io.sluice.cli.detect;

import io.sluice.cli.console.ModelLoader;
import io.sluice.config.Defaults;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import io.sluice.detect.nab.Nab;
import io.sluice.history.CsvHistory;
import io.sluice.history.History;
import io.sluice.history.WideHistory;
import io.sluice.history.WidePattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is run, as a {@code @Mixin}. */
final class DetectOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @ArgGroup(multiplicity = "1")
  private Place place = new Place();

  /** One of them. */
  private static final class Place {
    @Option(
        names = "--csv",
        paramLabel = "FILE",
        description = "CSV file with a header line, plain or .gz; repeat it for more.")
    private List<Path> csv = List.of();

    @Option(
        names = "--nab",
        paramLabel = "DIR",
        description =
            "A directory with data/, labels/combined_windows.json and config/profiles.json, as the"
                + " Numenta Anomaly Benchmark has it: every file is a key, in windows of its own"
                + " interval.")
    private @Nullable Path nab;
  }

  @Option(
      names = "--wide",
      paramLabel = "FIELD=PATTERN",
      description =
          "The CSV files have a column per key: those of PATTERN hold FIELD of the key that * stands"
              + " for, as 'qty=QTY_*'; repeat it for more fields.")
  private List<String> wide = List.of();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "Configuration (YAML). --nab takes from it the model, max-gap and the budget in windows"
              + " (default there: general.onnx and the defaults).")
  private @Nullable Path config;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "The pipeline (default: the only one).")
  private @Nullable String pipeline;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model (default: the pipeline's).")
  private @Nullable Path model;

  /**
   * What the options name. Headers of files are checked, and the model is loaded.
   *
   * @throws ParameterException when options do not fit together, or the model cannot be used
   */
  Job job(DetectProgress progress) throws ConfigException, IOException {
    PipelineConfig settings = settings();
    if (settings != null && settings.events() != null) {
      return events(settings, progress);
    }
    if (place.nab != null) {
      Nab nab = Nab.read(place.nab);
      Path file = model(settings);
      Provider provider = settings == null ? Defaults.PROVIDER : settings.provider();
      return new NabJob(
          place.nab, nab, settings, ModelLoader.step(command, file, provider), file, progress);
    }
    if (settings == null) {
      throw new ParameterException(
          command.commandLine(), "--csv needs a configuration that says how to read it: -c FILE");
    }
    return new CsvJob(
        history(settings),
        place.csv.size(),
        settings,
        ModelLoader.step(command, model(settings), settings.provider()),
        progress);
  }

  private Job events(PipelineConfig settings, DetectProgress progress) {
    if (place.nab != null || !wide.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "pipelines.%s is of events: --nab and --wide are of values".formatted(settings.name()));
    }
    return new EventJob(
        new CsvHistory(place.csv, settings),
        place.csv.size(),
        settings,
        ModelLoader.events(command, model(settings), settings.provider()),
        progress);
  }

  private History history(PipelineConfig settings) {
    return wide.isEmpty()
        ? new CsvHistory(place.csv, settings)
        : new WideHistory(place.csv, wide.stream().map(WidePattern::parse).toList(), settings);
  }

  private Path model(@Nullable PipelineConfig settings) {
    if (model != null) {
      return model;
    }
    return settings == null
        ? Path.of(System.getProperty("sluice.home", ""), "models", "general.onnx")
        : settings.model();
  }

  private @Nullable PipelineConfig settings() throws ConfigException {
    if (config == null) {
      return null;
    }
    SluiceConfig all =
        model == null
            ? ConfigLoader.load(config, System::getenv)
            : ConfigLoader.loadForTraining(config, System::getenv);
    String names = String.join(", ", all.pipelines().keySet());
    if (pipeline == null && all.pipelines().size() > 1) {
      throw new ParameterException(
          command.commandLine(), "%s has several pipelines, name one: %s".formatted(config, names));
    }
    PipelineConfig named =
        pipeline == null
            ? all.pipelines().values().iterator().next()
            : all.pipelines().get(pipeline);
    if (named == null) {
      throw new ParameterException(
          command.commandLine(),
          "%s has no pipeline %s; it has %s".formatted(config, pipeline, names));
    }
    return named;
  }
}
