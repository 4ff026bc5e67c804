package io.sluice.cli.console;

import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import io.sluice.model.StepModel;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.model.token.TokenModel;
import io.sluice.model.trial.Trials;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Loads models that a command line or a configuration names: one that cannot be used is wrong
 * usage.
 */
public final class ModelLoader {
  private ModelLoader() {}

  /**
   * Loads a step model.
   *
   * @throws ParameterException when it cannot be used
   */
  public static StepModel step(CommandSpec spec, Path file, Provider provider) {
    try {
      return Trials.shared().step(file, provider);
    } catch (ModelException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * Loads a model of events.
   *
   * @throws ParameterException when it cannot be used
   */
  public static TokenModel events(CommandSpec spec, Path file, Provider provider) {
    try {
      return Trials.shared().events(file, provider);
    } catch (ModelException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * Loads a whole-sequence model.
   *
   * @throws ParameterException when it cannot be used
   */
  public static SequenceModel sequence(CommandSpec spec, Path file, Provider provider) {
    try {
      return Trials.shared().sequence(file, provider);
    } catch (ModelException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
