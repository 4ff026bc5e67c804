package io.sluice.cli.console;

import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --config}, as a {@code @Mixin} of every command that reads a configuration. */
public final class ConfigFile {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "Configuration (YAML); takes environment variables as $${NAME:default}.")
  private Path file;

  ConfigFile() {}

  public Path path() {
    return file;
  }

  /** Reads and validates the file with the environment of this process. */
  public SluiceConfig load() throws ConfigException {
    return ConfigLoader.load(file, System::getenv);
  }

  /** As {@link #load}, but the model files need not exist yet. */
  public SluiceConfig loadForTraining() throws ConfigException {
    return ConfigLoader.loadForTraining(file, System::getenv);
  }

  /**
   * One pipeline of a configuration.
   *
   * @throws ParameterException when there is none of that name
   */
  public PipelineConfig pipeline(SluiceConfig config, String name) {
    PipelineConfig pipeline = config.pipelines().get(name);
    if (pipeline == null) {
      throw new ParameterException(
          command.commandLine(),
          file
              + " has no pipeline "
              + name
              + "; it has "
              + String.join(", ", config.pipelines().keySet()));
    }
    return pipeline;
  }

  /**
   * A pipeline of values.
   *
   * @throws ParameterException when there is none of that name, or it is of events
   */
  public PipelineConfig valuePipeline(SluiceConfig config, String name) {
    PipelineConfig pipeline = pipeline(config, name);
    if (pipeline.events() != null) {
      throw new ParameterException(
          command.commandLine(),
          "pipelines.%s is of events, and %s is for pipelines of values"
              .formatted(name, command.commandLine().getCommandName()));
    }
    return pipeline;
  }
}
