package io.sluice.cli;

import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.train.ProgressLine;
import io.sluice.train.TrainingJob;
import io.sluice.train.TrainingJob.Outcome;
import io.sluice.train.TrainingPlan;
import io.sluice.train.TrainingPlan.Loss;
import io.sluice.train.TrainingPlan.Shares;
import io.sluice.train.data.Reading;
import io.sluice.train.history.History;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.skill.Skill;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a step model for a pipeline from its history. */
@Command(
    name = "train",
    header = "Train a step model for a pipeline from its history.",
    description = {
      "",
      "Reads CSV files as a replay would publish them, or a topic, through the pipeline's decoder,"
          + " windows and calendar; every target of every key is one series, and all series train"
          + " one model. Windows without a value are masked. Of the time that the history spans,"
          + " the first 70 percent train, the next 10 decide when to stop, and the last 20 judge"
          + " the written model beside seasonal-naive and naive quantiles (--validation, --held-out)."
          + " A model that does not beat seasonal-naive is not written.",
      "",
      "The pipeline's model file need not exist yet. The same command gives the same file on one"
          + " machine, unless --max-minutes or Ctrl-C cuts it short: what was best so far is then"
          + " judged and written all the same. A second Ctrl-C ends at once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice train -c examples/opensmarthome.yaml --pipeline climate --csv events.csv.gz \\",
      "      --out models/smart-home.onnx",
      "  ./sluice train -c my.yaml --pipeline p --csv history.csv.gz --out models/mine.onnx \\",
      "      --cell lstm --layers 2 --initial-state learned",
      "  ./sluice train -c my.yaml --pipeline p --csv wide.csv --wide 'sold=QTY_*' --out mine.onnx",
      "  ./sluice train -c my.yaml --pipeline p --topic --out models/mine.onnx"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigFile file;

  @Mixin private HistoryOptions data;

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "The pipeline whose source, windows and targets say how to read the history.")
  private String pipeline;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The model file.")
  private Path out;

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

  @Mixin private NetworkOptions network;

  @Option(
      names = "--horizon",
      paramLabel = "WINDOWS",
      defaultValue = "12",
      description = "Windows to forecast (default: ${DEFAULT-VALUE}).")
  private int horizon;

  @Option(
      names = "--season",
      paramLabel = "WINDOWS",
      description =
          "Season of the seasonal-naive baseline (default: the windows of a day; for windows of a"
              + " day or more, the calendar's days of a week).")
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
              + " or none (default: day-of-week, and time-of-day for windows shorter than a day).")
  private @Nullable List<String> covariates;

  @Option(
      names = "--loss",
      paramLabel = "KIND",
      defaultValue = "unit",
      description =
          "What a forecast's loss counts: unit (all the same) or seasonal-error (as in MASE and"
              + " SQL) (default: ${DEFAULT-VALUE}).")
  private Loss loss;

  @Option(
      names = "--held-out",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "Share of the time, its end, that judges the model (default: ${DEFAULT-VALUE}).")
  private double heldOut;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of the time before it that chooses the epoch; 0: the last one is kept (default:"
              + " ${DEFAULT-VALUE}).")
  private double validation;

  @Option(
      names = "--refit",
      description =
          "Once the validation has chosen the epoch, train anew for as long with its time as well:"
              + " the newest time teaches most.")
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

  @Option(names = "--keep", description = "Write the model even if it beats nothing.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    SluiceConfig all = file.loadForTraining();
    PipelineConfig config = file.pipeline(all, pipeline);
    History history = data.of(all, config);
    TrainingJob job = new TrainingJob(plan(config, history.name()));
    Reading reading = data.read(history, config);
    job.examine(reading);
    data.print(reading);
    reading.requireUseful();
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine progress = new ProgressLine(err, ProgressLine.isTerminal(), epochs);
    AtomicBoolean interrupted = new AtomicBoolean();
    Signals.onTermination(() -> interrupted.set(true));
    Outcome outcome = job.run(reading.series(), progress, interrupted::get);
    progress.finish();
    print(outcome);
    return outcome.written() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private TrainingPlan plan(PipelineConfig config, String history) {
    atLeastOne("--horizon", horizon);
    atLeastOne("--epochs", epochs);
    atLeastOne("--patience", patience);
    atLeastOne("--max-minutes", maxMinutes);
    if (!(learningRate > 0)) {
      throw new ParameterException(spec.commandLine(), "--learning-rate must be greater than 0");
    }
    int seasonWindows = season == null ? TrainingPlan.defaultSeason(config) : season;
    atLeastOne("--season", seasonWindows);
    return new TrainingPlan(
        config,
        history,
        out,
        name == null ? baseName() : name,
        version,
        network.architecture(seasonWindows),
        covariates(config),
        horizon,
        seasonWindows,
        scalerSpec(memory == null ? TrainingPlan.defaultMemory(seasonWindows) : memory),
        TrainingOptions.of(epochs, patience, learningRate, seed, Duration.ofMinutes(maxMinutes)),
        shares(),
        loss,
        keep,
        data.commandLine());
  }

  private void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new ParameterException(spec.commandLine(), option + " must be at least 1, is " + value);
    }
  }

  private Shares shares() {
    try {
      return new Shares(validation, heldOut, refit);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--validation, --held-out: " + e.getMessage(), e);
    }
  }

  private List<String> covariates(PipelineConfig config) {
    if (covariates == null) {
      return ModelSpec.defaultCalendar(config.window().size());
    }
    List<String> chosen = covariates.equals(List.of("none")) ? List.of() : covariates;
    try {
      ModelSpec.features(chosen, horizon, null).knownIn(config);
      return chosen;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--covariates: " + e.getMessage(), e);
    }
  }

  private ScalerSpec scalerSpec(int windows) {
    try {
      return new ScalerSpec(ScalerSpec.parseKind(scaler), windows, TrainingPlan.SCALER_FLOOR);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private String baseName() {
    Path fileName = out.getFileName();
    return fileName == null ? "model" : fileName.toString().replaceFirst("\\.onnx$", "");
  }

  private void print(Outcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    Skill skill = outcome.skill();
    out.printf("Held-out pinball loss of %,d forecasts, lower is better:%n", skill.forecasts());
    row(out, "model", skill.model(), Double.NaN);
    row(out, "seasonal-naive", skill.seasonalNaive(), skill.overSeasonalNaive());
    row(out, "naive", skill.naive(), skill.overNaive());
    out.printf(
        Locale.ROOT,
        "%.1f%% of the values lie between the 0.1 and 0.9 quantile.%n",
        100 * skill.coverage());
    Trainer.Result training = outcome.training();
    out.printf(
        Locale.ROOT,
        "%s Gradients were clipped in %.1f%% of the steps.%n",
        ending(training),
        100 * training.last().clipped());
    out.println(
        outcome.written()
            ? "Wrote " + this.out + " (weights of epoch " + training.bestEpoch() + ")"
            : "Wrote no model: it does not beat seasonal-naive (--keep writes it all the same)");
    out.flush();
  }

  private static String ending(Trainer.Result training) {
    int epoch = training.last().number();
    return switch (training.ending()) {
      case EPOCHS -> "Trained all " + epoch + " epochs.";
      case EARLY -> "Stopped after epoch " + epoch + ": the validation loss fell no further.";
      case TIME_LIMIT ->
          "The time limit ended the training after epoch "
              + epoch
              + ": another run may end elsewhere.";
      case INTERRUPTED -> "Interrupted in epoch " + epoch + ".";
      case DIVERGED ->
          String.format(
              Locale.ROOT,
              "Training diverged in epoch %d (loss %.4g): try a lower --learning-rate.",
              epoch,
              training.last().loss());
    };
  }

  private static void row(PrintWriter out, String name, double loss, double skill) {
    String comparison =
        Double.isNaN(skill)
            ? ""
            : String.format(
                Locale.ROOT,
                "  model %s by %.1f%%",
                skill > 0 ? "better" : "worse",
                100 * Math.abs(skill));
    out.printf(Locale.ROOT, "  %-15s %8.4f%s%n", name, loss, comparison);
  }
}
