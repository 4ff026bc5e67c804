package io.sluice.cli.offline;

import io.sluice.history.series.Series;
import io.sluice.train.Judgement;
import io.sluice.train.TrainingSettings;
import io.sluice.train.choice.SearchJob;
import io.sluice.train.choice.Trial;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code train} does where the data chooses the settings. */
final class SearchTraining {
  private final CommandSpec spec;
  private final TrainingSettings settings;
  private final FitOptions fit;

  /** A training of settings of which those that were not given may change. */
  SearchTraining(CommandSpec spec, TrainingSettings settings, FitOptions fit) {
    this.spec = spec;
    this.settings = settings;
    this.fit = fit;
  }

  /**
   * Searches, trains and writes.
   *
   * @param command the command without what is of searches
   */
  Judgement run(
      List<Series> series, String command, ProgressLine progress, BooleanSupplier interrupted)
      throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    SearchJob.Listener listener =
        new SearchJob.Listener() {
          @Override
          public void told(String sentence) {
            progress.finish();
            err.println(sentence);
            err.flush();
          }

          @Override
          public void tried(Trial trial) {
            told("tried: " + trial);
          }
        };
    return new SearchJob(settings, given(), fit.searchSteps(), command, listener)
        .run(series, progress, interrupted);
  }

  /** The names of the options that were given. */
  private Set<String> given() {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .collect(Collectors.toSet());
  }
}
