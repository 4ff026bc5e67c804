package io.sluice.cli;

import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.train.Outcome;
import io.sluice.train.ProgressLine;
import io.sluice.train.TrainingJob;
import io.sluice.train.TrainingPlan;
import io.sluice.train.TrainingPlan.Loss;
import io.sluice.train.TrainingPlan.Shares;
import io.sluice.train.data.Reading;
import io.sluice.train.history.History;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.sequence.WholeSequences;
import io.sluice.train.skill.Skill;
import io.sluice.train.torch.TrainingOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
      "With --bidirectional it trains a whole-sequence model instead, which knows both sides of a"
          + " window: it fills gaps and labels the past (./sluice label) and cannot serve. It is"
          + " judged on gaps hidden in held-out time, beside linear interpolation, seasonal-naive and"
          + " the pipeline's model if there is one, and not written unless it fills them better than"
          + " linear interpolation.",
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
      "  ./sluice train -c my.yaml --pipeline p --topic --out models/mine.onnx",
      "  ./sluice train -c my.yaml --pipeline p --csv history.csv.gz --out models/past.onnx \\",
      "      --bidirectional --layers 2 --hidden 32 --head relu"
    })
final class TrainCommand implements Callable<Integer> {
  private static final int MAX_HORIZON = 4096;

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

  @Option(
      names = "--bidirectional",
      description =
          "Train a whole-sequence model, whose layers read a series forward and backward.")
  private boolean bidirectional;

  @Mixin private NetworkOptions network;

  @Option(
      names = "--horizon",
      paramLabel = "WINDOWS",
      defaultValue = "12",
      description = "Windows to forecast, at most 4096 (default: ${DEFAULT-VALUE}).")
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
      paramLabel = "SHARE|WINDOWS",
      defaultValue = "0.2",
      description =
          "Share of the time, its end, that judges the model; from 1 on as many windows (default:"
              + " ${DEFAULT-VALUE}).")
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
    Destination.requireFile(spec, out);
    SluiceConfig all = file.loadForTraining();
    PipelineConfig config = file.pipeline(all, pipeline);
    History history = data.of(all, config);
    TrainingPlan plan = plan(config, history.name());
    TrainingJob job = job(plan);
    Reading reading = data.read(history, config);
    job.examine(reading);
    data.print(reading);
    reading.requireUseful();
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine progress = new ProgressLine(err, ProgressLine.isTerminal(), epochs);
    AtomicBoolean interrupted = new AtomicBoolean();
    Signals.onTermination(() -> interrupted.set(true));
    if (bidirectional) {
      return new BidirectionalTraining(spec, plan)
          .run(reading.series(), progress, interrupted::get);
    }
    Outcome<Skill> outcome = job.run(reading.series(), progress, interrupted::get);
    progress.finish();
    TrainingReport.print(spec.commandLine().getOut(), out, outcome);
    return outcome.written() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private TrainingJob job(TrainingPlan plan) {
    try {
      return new TrainingJob(plan);
    } catch (IllegalArgumentException e) { // a model larger than any that can be served
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private TrainingPlan plan(PipelineConfig config, String history) {
    atLeastOne("--horizon", horizon);
    if (horizon > MAX_HORIZON) {
      throw new ParameterException(
          spec.commandLine(), "--horizon must be at most " + MAX_HORIZON + ", is " + horizon);
    }
    atLeastOne("--epochs", epochs);
    atLeastOne("--patience", patience);
    atLeastOne("--max-minutes", maxMinutes);
    if (!(learningRate > 0)) {
      throw new ParameterException(spec.commandLine(), "--learning-rate must be greater than 0");
    }
    int seasonWindows = season == null ? TrainingPlan.defaultSeason(config) : season;
    atLeastOne("--season", seasonWindows);
    Architecture architecture = network.architecture(seasonWindows);
    if (bidirectional) {
      checkBidirectional(architecture);
    }
    return new TrainingPlan(
        config,
        history,
        out,
        name == null ? baseName() : name,
        version,
        architecture,
        covariates(config),
        bidirectional ? 1 : horizon,
        seasonWindows,
        scalerSpec(memory == null ? TrainingPlan.defaultMemory(seasonWindows) : memory),
        options(),
        shares(),
        loss,
        keep,
        data.commandLine());
  }

  /** A whole-sequence model states each window's own value, in excerpts that begin anywhere. */
  private void checkBidirectional(Architecture architecture) {
    boolean hasHorizon = spec.commandLine().getParseResult().hasMatchedOption("--horizon");
    if (hasHorizon
        || loss != Loss.UNIT
        || architecture.decoder() != null
        || architecture.initialState() == InitialState.LEARNED) {
      throw new ParameterException(
          spec.commandLine(),
          "--bidirectional states each window's own value and begins anywhere in a series: it goes"
              + " with none of --horizon, --seasons, --initial-state learned and --loss"
              + " seasonal-error");
    }
  }

  private TrainingOptions options() {
    TrainingOptions options =
        TrainingOptions.of(epochs, patience, learningRate, seed, Duration.ofMinutes(maxMinutes));
    return bidirectional ? options.whole(WholeSequences.BATCH, WholeSequences.STEPS) : options;
  }

  private void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new ParameterException(spec.commandLine(), option + " must be at least 1, is " + value);
    }
  }

  private Shares shares() {
    if (refit && validation == 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--refit trains for as many epochs as the validation chose: it does not go with --validation 0");
    }
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
}
