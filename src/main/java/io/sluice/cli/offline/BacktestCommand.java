package io.sluice.cli.offline;

import io.sluice.backtest.Backtest;
import io.sluice.backtest.BacktestResult;
import io.sluice.backtest.BacktestSettings;
import io.sluice.backtest.Comparison;
import io.sluice.backtest.NextWindow;
import io.sluice.backtest.OtherForecasts;
import io.sluice.cli.console.ConfigFile;
import io.sluice.cli.console.Destination;
import io.sluice.cli.console.StepModelOption;
import io.sluice.cli.events.EventBacktest;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.evaluate.metric.Metrics;
import io.sluice.history.History;
import io.sluice.history.series.Reading;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.model.token.TokenModel;
import io.sluice.train.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Judges a pipeline's model on the end of its history. */
@Command(
    name = "backtest",
    header = "Judge a pipeline's model on the end of its history, beside trivial forecasters.",
    description = {
      "",
      "Reads CSV files as a replay would publish them, or a topic, and steps the pipeline's model"
          + " through every series as the service would. From the end of each series, --windows"
          + " forecasts of --horizon windows that do not overlap are scored by the definitions of"
          + " fev-bench, beside naive, seasonal-naive, drift and same-phase quantiles.",
      "",
      "For a pipeline of events it prints bits per event, hits and the error of the time, beside"
          + " Kneser-Ney n-grams that learn on and that do not; the last line is JSON.",
      "",
      "Writes metrics.json, forecasts.csv and report.html to --out. A model that was trained on the"
          + " same time has seen the answers: series that are tested on such windows are counted on"
          + " standard error."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  ./sluice backtest -c examples/opensmarthome.yaml --pipeline climate \\",
      "      --csv events.csv.gz --out out/ --windows 20"
    })
public final class BacktestCommand implements Callable<Integer> {
  /** A season in metadata, which may come from anywhere. */
  private static final Pattern WINDOWS = Pattern.compile("[1-9]\\d{0,8}");

  @Spec private CommandSpec spec;

  @Mixin private ConfigFile file;

  @Mixin private HistoryOptions data;

  @Mixin private PipelineOption pipeline;

  @Mixin private StepModelOption model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the report goes.")
  private Path out;

  @Option(
      names = "--horizon",
      paramLabel = "WINDOWS",
      description = "Windows of a forecast (default: as many as the model forecasts).")
  private @Nullable Integer horizon;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "10",
      description = "Forecasts of each series (default: ${DEFAULT-VALUE}).")
  private int windows;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description =
          "A forecasts.csv of the same windows, of another backtest or another program, to score"
              + " beside the model, with how far the difference may be luck.")
  private @Nullable Path against;

  @Option(
      names = "--held-out",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "Events: share of the history, at its end, that is predicted (default:"
              + " ${DEFAULT-VALUE}).")
  private double heldOut;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Events: a file of labels as train reads them, which the model's own are held against.")
  private @Nullable Path labels;

  @Option(
      names = "--season",
      paramLabel = "WINDOWS",
      description =
          "Season of the baselines and of the seasonal error (default: the one that the model was"
              + " trained with, where its windows are as long; else the windows of a day; for windows"
              + " of a day or more, the calendar's days of a week).")
  private @Nullable Integer season;

  @Override
  public Integer call() throws Exception {
    Destination.requireDirectory(spec, out);
    SluiceConfig all = model.load(file);
    PipelineConfig config = file.pipeline(all, pipeline.name());
    History history = data.of(all, config);
    if (config.events() != null) {
      return backtestEvents(config, history);
    }
    try (StepModel loaded = model.open(config)) {
      Backtest backtest = backtest(config, loaded);
      Reading reading = data.read(history, config);
      backtest.examine(reading);
      data.print(reading);
      BacktestResult result =
          backtest.run(reading, against == null ? null : new OtherForecasts(against));
      result.write(out);
      warn(result);
      print(result);
    }
    return ExitCode.OK;
  }

  private int backtestEvents(PipelineConfig config, History history)
      throws StepException, IOException {
    if (!(heldOut > 0 && heldOut < 1)) {
      throw new ParameterException(spec.commandLine(), "--held-out is a share in (0, 1)");
    }
    CommandLine line = spec.commandLine();
    try (TokenModel loaded = model.openEvents(config)) {
      new EventBacktest(config, line.getOut(), line.getErr())
          .run(history, loaded, heldOut, labels, out);
    } catch (IllegalArgumentException e) { // a model without labels
      throw new ParameterException(line, e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private Backtest backtest(PipelineConfig config, StepModel loaded) {
    try {
      BacktestSettings settings =
          new BacktestSettings(
              config,
              horizon == null ? loaded.contract().horizon() : horizon,
              windows,
              season == null ? season(config, loaded.contract()) : season);
      return new Backtest(settings, loaded);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** The season that training found or was told, if this is the window that it was told of. */
  private static int season(PipelineConfig config, ModelContract contract) {
    String trained = contract.metadata().getOrDefault(MetadataKey.SKILL + "season", "");
    return contract.window().equals(config.window().size()) && WINDOWS.matcher(trained).matches()
        ? Integer.parseInt(trained)
        : TrainingSettings.defaultSeason(config);
  }

  /** A series that ended earlier than others is tested on earlier windows. */
  private void warn(BacktestResult result) {
    if (result.seen() > 0) {
      PrintWriter err = spec.commandLine().getErr();
      result
          .until()
          .ifPresent(
              until ->
                  err.printf(
                      "%,d of %,d series are tested on windows before %s, up to when the model's"
                          + " training saw its data: if that were these series, their figures are"
                          + " too good.%n",
                      result.seen(), result.scored(), until));
      err.flush();
    }
  }

  private void print(BacktestResult result) {
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        Locale.ROOT,
        "%,d series; %,d too short, %,d forecasts missing%s%n",
        result.scored(),
        result.tooShort(),
        result.missing(),
        result.missing() == 0 ? "" : " (scored as seasonal-naive's)");
    Map<String, Map<String, Double>> metrics = result.metrics();
    to.printf("%-16s", "");
    Metrics.names().forEach(name -> to.printf("%12s", name));
    to.println();
    metrics.forEach(
        (forecaster, values) -> {
          to.printf("%-16s", forecaster);
          values.values().forEach(value -> to.printf(Locale.ROOT, "%12.4f", value));
          to.println();
        });
    to.println(result.verdict());
    result.comparison().map(Comparison::verdict).ifPresent(to::println);
    NextWindow next = result.next();
    if (!Double.isNaN(next.coverage())) {
      to.printf(
          Locale.ROOT,
          "Next window, %,d forecasts: the central 80%% interval holds %.1f%% of the values (%.1f%%"
              + " before it is corrected per key; quantile loss times %.4f)%n",
          next.windows(),
          100 * next.coverage(),
          100 * next.modelCoverage(),
          next.lossRatio());
    }
    to.println("Wrote " + out.resolve("report.html") + ", metrics.json and forecasts.csv");
    to.flush();
  }
}
