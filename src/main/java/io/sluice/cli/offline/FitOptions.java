package io.sluice.cli.offline;

import io.sluice.cli.console.Require;
import io.sluice.cli.events.EventOptions;
import io.sluice.train.TrainingSettings.Shares;
import io.sluice.train.language.TokenOptions;
import io.sluice.train.torch.TrainingOptions;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** How {@code train} fits its model: on which share of the time, how long, and how fast. */
final class FitOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--held-out",
      paramLabel = "SHARE|WINDOWS",
      defaultValue = "0.2",
      description =
          "Share of the time, at its end, that judges the model; from 1 on, the number of"
              + " windows that do (default:"
              + " ${DEFAULT-VALUE}).")
  private double heldOut;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of the time before it that chooses the epoch; 0: the last epoch is kept (default:"
              + " ${DEFAULT-VALUE}).")
  private double validation;

  @Option(
      names = "--refit",
      description =
          "Once validation has chosen the epoch, train again for as many epochs with the"
              + " validation time as well: the newest data teaches most.")
  private boolean refit;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "12",
      description = "The most passes over the training data (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Epochs without a lower validation loss after which training stops (default:"
              + " ${DEFAULT-VALUE}).")
  private int patience;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.002",
      description =
          "Adam's learning rate at the start; it falls along a cosine to a fiftieth (default:"
              + " ${DEFAULT-VALUE}).")
  private float learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--max-minutes",
      paramLabel = "M",
      defaultValue = "30",
      description = "Begin no epoch after this time (default: ${DEFAULT-VALUE}).")
  private int maxMinutes;

  TrainingOptions options() {
    Require.atLeastOne(spec, "--epochs", epochs);
    Require.atLeastOne(spec, "--patience", patience);
    Require.atLeastOne(spec, "--max-minutes", maxMinutes);
    if (!(learningRate > 0)) {
      throw new ParameterException(spec.commandLine(), "--learning-rate must be greater than 0");
    }
    return TrainingOptions.of(epochs, patience, learningRate, seed, Duration.ofMinutes(maxMinutes));
  }

  /** How a network of events is trained; what nobody asks for is what suits events. */
  TokenOptions tokens(EventOptions events) {
    ParseResult asked = spec.commandLine().getParseResult();
    return events.options(
        asked.hasMatchedOption("--epochs") ? epochs : null,
        asked.hasMatchedOption("--patience") ? patience : null,
        asked.hasMatchedOption("--learning-rate") ? learningRate : null,
        seed);
  }

  /** The share of a history of events that is left for a backtest. */
  double heldOutShare() {
    if (!(heldOut >= 0 && heldOut < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--held-out is a share in [0, 1) for a pipeline of events");
    }
    return heldOut;
  }

  Shares shares() {
    if (refit && validation == 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--refit trains for as many epochs as the validation chose: it cannot be combined with"
              + " --validation 0");
    }
    try {
      return new Shares(validation, heldOut, refit);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--validation, --held-out: " + e.getMessage(), e);
    }
  }
}
