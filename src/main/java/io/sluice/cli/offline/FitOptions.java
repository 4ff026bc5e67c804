package io.sluice.cli.offline;

import io.sluice.cli.console.Require;
import io.sluice.cli.events.EventOptions;
import io.sluice.history.series.Reading;
import io.sluice.train.TimeLimit;
import io.sluice.train.TrainingSettings;
import io.sluice.train.TrainingSettings.Shares;
import io.sluice.train.language.TokenOptions;
import io.sluice.train.torch.TrainingOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** How {@code train} fits its model: on which share of the time, how long, and how fast. */
final class FitOptions {
  private static final String SEARCH_STEPS = "--search-steps";

  /** Whoever gives one of these knows how to train. */
  private static final List<String> WITHOUT_SEARCH =
      List.of("--epochs", "--steps", "--patience", "--refit", "--bidirectional");

  /** What a command that repeats a search's result has no use for. */
  static final Set<String> OF_SEARCH = Set.of(SEARCH_STEPS, "--validation", "--max-minutes");

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
      names = "--steps",
      paramLabel = "N",
      description = "Train for so many gradient steps, instead of --epochs.")
  private @Nullable Integer steps;

  @Option(
      names = SEARCH_STEPS,
      paramLabel = "N",
      defaultValue = "12800",
      description =
          "Gradient steps of the search for settings (default: ${DEFAULT-VALUE}); 0: no search. There is"
              + " none with --epochs, --steps, --patience, --refit, --validation 0 or --bidirectional"
              + " either.")
  private int searchSteps;

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
      description =
          "Begin no epoch after this time (default: by the windows and epochs that are asked for, at"
              + " least 30; printed).")
  private @Nullable Integer maxMinutes;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      defaultValue = "1",
      description = "Global norm that gradients are cut to (default: ${DEFAULT-VALUE}).")
  private float clip;

  TrainingOptions options() {
    Require.atLeastOne(spec, "--epochs", epochs);
    Require.atLeastOne(spec, "--patience", patience);
    if (maxMinutes != null) {
      Require.atLeastOne(spec, "--max-minutes", maxMinutes);
    }
    if (!(learningRate > 0) || !(clip > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--learning-rate and --clip must be greater than 0");
    }
    Duration limit = Duration.ofMinutes(maxMinutes == null ? Integer.MAX_VALUE : maxMinutes);
    TrainingOptions options =
        TrainingOptions.of(epochs, patience, learningRate, seed, limit).clippedAt(clip);
    if (steps == null) {
      return options;
    }
    Require.atLeastOne(spec, "--steps", steps);
    return options.inSteps(steps);
  }

  /** Whether the data chooses the settings that nobody gave. */
  boolean isSearched() {
    ParseResult parsed = spec.commandLine().getParseResult();
    return searchSteps > 0
        && validation > 0
        && WITHOUT_SEARCH.stream().noneMatch(parsed::hasMatchedOption);
  }

  /** Gradient steps of the search, at least 1. */
  int searchSteps() {
    return searchSteps;
  }

  /** These settings within the time that there is for them, which is told. */
  TrainingSettings limited(TrainingSettings settings, Reading reading) {
    if (maxMinutes != null) {
      return settings;
    }
    boolean inSteps = isSearched() || settings.options().steps() > 0;
    int count = isSearched() ? searchSteps : settings.options().epochs();
    Duration limit = inSteps ? TimeLimit.ofSearch(count) : TimeLimit.of(settings, reading.series());
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "time limit: %,d minutes, for at most %,d %s (--max-minutes)%n",
        limit.toMinutes(), count, inSteps ? "steps" : "epochs");
    err.flush();
    return settings.within(limit);
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
