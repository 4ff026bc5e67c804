package io.sluice.cli.offline;

import io.sluice.cli.console.ConfigFile;
import io.sluice.cli.console.Destination;
import io.sluice.cli.console.ModelLoader;
import io.sluice.cli.events.EventLabelling;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.yaml.Durations;
import io.sluice.feature.Scaler;
import io.sluice.history.History;
import io.sluice.history.series.Reading;
import io.sluice.history.series.Series;
import io.sluice.model.StepException;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.model.token.TokenModel;
import io.sluice.retrospect.impute.ImputationSkill;
import io.sluice.retrospect.label.Label;
import io.sluice.retrospect.label.LabelSettings;
import io.sluice.retrospect.label.LabelSummary;
import io.sluice.retrospect.label.Labelling;
import io.sluice.train.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Fills gaps and labels anomalies of the past. */
@Command(
    name = "label",
    header = "Fill gaps and label anomalies of the past, knowing what came after.",
    description = {
      "",
      "Reads CSV files as a replay would publish them, or a topic, and runs a whole-sequence model"
          + " over every series. Each value is hidden once and judged by what the model, which sees"
          + " both sides, expects in its place: its surprise, -log10 of a p-value, calibrated by"
          + " the tail that the series has shown by its end. A window is an anomaly when its score"
          + " reaches the threshold that --budget gives. Gaps up to the longest that the model was"
          + " trained for are imputed.",
      "",
      "Writes labels.csv (series, start, observed, expected, the 0.1 and 0.9 quantile, surprise,"
          + " score, label), metrics.json and label.html, a page with every series, those with the"
          + " most labels first, to --out. Models come from ./sluice train --bidirectional; step"
          + " models are refused here, as these are everywhere else.",
      "",
      "For a pipeline of events it writes labels.csv (key, time, token, label, probability): each"
          + " event labelled by those before and after it, by a model that train --labels"
          + " --bidirectional has made."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  ./sluice label -c my.yaml --pipeline climate --csv history.csv.gz \\",
      "      --model models/past.onnx --out labels/"
    })
public final class LabelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigFile file;

  @Mixin private HistoryOptions data;

  @Mixin private PipelineOption pipeline;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The whole-sequence model.")
  private Path model;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the files go.")
  private Path out;

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      description =
          "Mean time of a healthy series between two false labels, such as 30d (default: the"
              + " pipeline's alerts.budget).")
  private @Nullable String budget;

  @Option(
      names = "--hide",
      paramLabel = "WINDOWS",
      defaultValue = "1",
      description =
          "Windows in a row that are hidden at a time. More of them find anomalies that last, and"
              + " judge single windows less sharply (default: ${DEFAULT-VALUE}).")
  private int hide;

  @Option(
      names = "--evaluate",
      description =
          "Also hide gaps in the time after the model's training data, or in the last 20 percent"
              + " if the model does not state it, and print how well they are filled, beside"
              + " linear interpolation, seasonal-naive and the pipeline's own model.")
  private boolean evaluate;

  @Option(
      names = "--season",
      paramLabel = "WINDOWS",
      description = "Season of seasonal-naive under --evaluate (default: as for train).")
  private @Nullable Integer season;

  @Override
  public Integer call() throws Exception {
    Destination.requireDirectory(spec, out);
    SluiceConfig all = file.loadForTraining();
    PipelineConfig config = file.pipeline(all, pipeline.name());
    History history = data.of(all, config);
    if (config.events() != null) {
      return labelEvents(config, history);
    }
    LabelSettings settings = settings(config);
    try (SequenceModel loaded = ModelLoader.sequence(spec, model, config.provider())) {
      check(config, loaded.contract());
      List<Series> series = read(history, config, loaded.contract());
      LabelEvaluation evaluation = evaluate ? evaluate(config, loaded, series) : null;
      ImputationSkill skill = evaluation == null ? null : evaluation.skill();
      LabelSummary summary = new Labelling(settings, loaded).write(series, skill, out);
      print(settings, summary, evaluation);
    }
    return ExitCode.OK;
  }

  private int labelEvents(PipelineConfig config, History history) throws IOException {
    CommandLine line = spec.commandLine();
    try (TokenModel loaded = ModelLoader.events(spec, model, config.provider())) {
      new EventLabelling(config, line.getOut(), line.getErr()).run(history, loaded.contract(), out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private LabelSettings settings(PipelineConfig config) {
    try {
      return new LabelSettings(config, budget == null ? config.alerts().budget() : budget(), hide);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Duration budget() {
    return Durations.parse(String.valueOf(budget))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--budget must be a duration such as 30d, is " + budget));
  }

  private void check(PipelineConfig config, SequenceContract contract) {
    if (hide > contract.maxGap()) {
      throw new ParameterException(
          spec.commandLine(),
          "--hide must be 1 to %d, the longest gap that the model fills, is %d"
              .formatted(contract.maxGap(), hide));
    }
    try {
      contract.features().knownIn(config);
    } catch (IllegalArgumentException e) { // a field that the model needs
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (!contract.window().equals(config.window().size())) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "The model was trained for windows of " + Durations.format(contract.window()) + ".");
      err.flush();
    }
  }

  private List<Series> read(History history, PipelineConfig config, SequenceContract contract) {
    Reading reading = data.read(history, config);
    Scaler scaler = new Scaler(contract.scaler());
    int warmup = contract.warmup();
    reading.skip(
        "series of fewer values than the model's warm-up of " + warmup,
        series -> series.values(scaler::accepts) < warmup);
    reading.note(scaler);
    data.print(reading);
    reading.requireUseful();
    return reading.series();
  }

  private LabelEvaluation evaluate(PipelineConfig config, SequenceModel loaded, List<Series> series)
      throws StepException {
    int windows = season == null ? TrainingSettings.defaultSeason(config) : season;
    if (windows < 1) {
      throw new ParameterException(spec.commandLine(), "--season must be at least 1");
    }
    return LabelEvaluation.of(config, loaded, series, windows, spec.commandLine().getErr());
  }

  private void print(
      LabelSettings settings, LabelSummary summary, @Nullable LabelEvaluation evaluation) {
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        "%,d series, %,d with too few values%n%,d windows: %,d normal, %,d anomalies, %,d imputed,"
            + " %,d in longer gaps, %,d unscored%n",
        summary.series(),
        summary.tooShort(),
        summary.windows(),
        summary.count(Label.NORMAL),
        summary.count(Label.ANOMALY),
        summary.count(Label.IMPUTED),
        summary.count(Label.EMPTY),
        summary.count(Label.UNSCORED));
    to.printf(
        Locale.ROOT,
        "An anomaly has a score of at least %.2f: by chance once in %s per series.%n",
        settings.threshold(),
        Durations.format(settings.budget()));
    if (evaluation != null) {
      evaluation.print(to);
    }
    to.println("Wrote " + out.resolve("label.html") + ", labels.csv and metrics.json");
    to.flush();
  }
}
