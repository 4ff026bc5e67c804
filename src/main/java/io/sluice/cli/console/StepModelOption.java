package io.sluice.cli.console;

import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigException;
import io.sluice.model.StepModel;
import io.sluice.model.token.TokenModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which step model runs over a pipeline's history, the pipeline's own or another, as a
 * {@code @Mixin} of every command that runs one.
 */
public final class StepModelOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model (default: the pipeline's).")
  private @Nullable Path model;

  StepModelOption() {}

  /** Reads and validates a configuration, whose own models need exist only if one of them runs. */
  public SluiceConfig load(ConfigFile file) throws ConfigException {
    return model == null ? file.load() : file.loadForTraining();
  }

  /**
   * Loads the model of a pipeline of events.
   *
   * @throws ParameterException when it cannot be used
   */
  public TokenModel openEvents(PipelineConfig pipeline) {
    return ModelLoader.events(
        command, model == null ? pipeline.model() : model, pipeline.provider());
  }

  /**
   * Loads the model.
   *
   * @throws ParameterException when it cannot be used
   */
  public StepModel open(PipelineConfig pipeline) {
    return ModelLoader.step(command, model == null ? pipeline.model() : model, pipeline.provider());
  }
}
