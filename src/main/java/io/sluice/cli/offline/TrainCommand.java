package io.sluice.cli.offline;

import io.sluice.cli.console.ConfigFile;
import io.sluice.cli.console.Destination;
import io.sluice.cli.console.Signals;
import io.sluice.cli.console.Terminal;
import io.sluice.cli.events.BeginOptions;
import io.sluice.cli.events.EventOptions;
import io.sluice.cli.events.EventTraining;
import io.sluice.cli.events.LabelOptions;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.history.History;
import io.sluice.history.series.Reading;
import io.sluice.model.MetadataKey;
import io.sluice.train.Judgement;
import io.sluice.train.TrainingJob;
import io.sluice.train.TrainingSettings;
import io.sluice.train.TrainingSettings.Loss;
import io.sluice.train.language.TokenSettings;
import io.sluice.train.language.begin.Beginning;
import io.sluice.train.lesson.SequenceExamples;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.InitialState;
import io.sluice.train.torch.TrainingOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
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
          + " the first 70 percent train, the next 10 choose among trainings, and the last 20 judge"
          + " the written model beside naive, seasonal-naive, drift and same-phase quantiles"
          + " (--validation, --held-out). Where one of these is as good as the network, the best of"
          + " them is written instead, calibrated on the history, as a model file like any other.",
      "",
      "The data chooses what no option says: the season is found in the history, and scaler,"
          + " memory, decoder and learning rate by a short search (--search-steps) on the time"
          + " before the held-out one, all of which then trains the best once more. Every"
          + " training of the search is printed, and the file's metadata state a command that"
          + " repeats the result (training.repeat). Whoever gives --epochs, --steps, --patience,"
          + " --refit or --validation 0 trains as told.",
      "",
      "With --bidirectional it trains a whole-sequence model instead, which knows both sides of a"
          + " window: it fills gaps and labels the past (./sluice label) and cannot serve. It is"
          + " judged on gaps hidden in held-out time, beside linear interpolation, seasonal-naive"
          + " and the pipeline's model if there is one, and not written unless it fills them better"
          + " than linear interpolation.",
      "",
      "For a pipeline of events it trains a model of events: what is counted, a network, and the"
          + " weights of both. The last part of the history, --held-out, is left for backtest: of"
          + " long keys their last events, of cases the last ones. With --labels it learns to label"
          + " events, or sessions, as they come, and with --bidirectional the past as well. With"
          + " --init-from it goes on from the model of another home: few days are enough then.",
      "",
      "The pipeline's model file need not exist yet. The same command gives the same file on one"
          + " machine, unless --max-minutes or Ctrl-C cuts it short: what was best so far is"
          + " then judged and written anyway. A second Ctrl-C ends at once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice train -c examples/opensmarthome.yaml --pipeline climate \\",
      "      --csv events.csv.gz --out models/smart-home.onnx",
      "  ./sluice train -c my.yaml --pipeline climate --csv history.csv.gz \\",
      "      --out models/mine.onnx --cell lstm --layers 2 --initial-state learned",
      "  ./sluice train -c my.yaml --pipeline climate --csv wide.csv \\",
      "      --wide 'sold=QTY_*' --out models/mine.onnx",
      "  ./sluice train -c my.yaml --pipeline climate --topic --out models/mine.onnx",
      "  ./sluice train -c my.yaml --pipeline climate --csv history.csv.gz \\",
      "      --out models/past.onnx --bidirectional --layers 2 --hidden 32 --head relu"
    })
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigFile file;

  @Mixin private PipelineOption pipeline;

  @Mixin private HistoryOptions data;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The model file.")
  private Path out;

  @Option(
      names = "--bidirectional",
      description =
          "Train a whole-sequence model, whose layers read a series forward and backward.")
  private boolean bidirectional;

  @Mixin private ModelOptions model;

  @Mixin private NetworkOptions network;

  @Mixin private FitOptions fit;

  @Mixin private EventOptions events;

  @Mixin private BeginOptions begin;

  @Mixin private LabelOptions labels;

  @Option(
      names = {"--force", "--keep"},
      description = "Write the network even if a trivial forecaster beats it.")
  private boolean force;

  @Override
  public Integer call() throws Exception {
    Destination.requireFile(spec, out);
    SluiceConfig all = file.loadForTraining();
    PipelineConfig config = file.pipeline(all, pipeline.name());
    if (config.events() == null && begin.isGiven()) {
      throw new ParameterException(
          spec.commandLine(), "--init-from and --init-names are for pipelines of events");
    }
    History history = data.of(all, config);
    if (config.events() != null) {
      return trainEvents(config, history);
    }
    TrainingSettings asked = settings(config, history.name());
    TrainingJob asJob = job(asked);
    Reading reading = data.read(history, config);
    asJob.examine(reading);
    data.print(reading);
    reading.requireUseful();
    TrainingSettings settings = fit.limited(asked, reading);
    PrintWriter err = spec.commandLine().getErr();
    boolean inSteps = fit.isSearched() || settings.options().steps() > 0;
    int epochs = inSteps ? 0 : settings.options().epochs();
    ProgressLine progress = new ProgressLine(err, Terminal.isError(), epochs);
    AtomicBoolean interrupted = new AtomicBoolean();
    Signals.onTermination(() -> interrupted.set(true));
    if (bidirectional) {
      return new BidirectionalTraining(spec, settings)
          .run(reading.series(), progress, interrupted::get);
    }
    Judgement outcome =
        fit.isSearched()
            ? new SearchTraining(spec, settings, fit)
                .run(
                    reading.series(),
                    data.commandLine(FitOptions.OF_SEARCH),
                    progress,
                    interrupted::get)
            : job(settings).run(reading.series(), progress, interrupted::get);
    progress.finish();
    TrainingReport.print(spec.commandLine().getOut(), out, outcome);
    return outcome.written() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private int trainEvents(PipelineConfig config, History history) throws IOException {
    CommandLine line = spec.commandLine();
    AtomicBoolean interrupted = new AtomicBoolean();
    Signals.onTermination(() -> interrupted.set(true));
    try {
      Beginning from = begin.read(events.hasNetwork());
      TokenSettings settings =
          new TokenSettings(
              model.name(out),
              model.version(),
              network.tokens(events, from),
              fit.tokens(events),
              events.minCount(),
              events.countsSessions(),
              events.features(),
              config.window(),
              null,
              Map.of(
                  MetadataKey.TRAINING_DATA.key(),
                  history.name(),
                  MetadataKey.TRAINING_COMMAND.key(),
                  data.commandLine()));
      new EventTraining(config, events.areCharacters(), from, line.getOut(), line.getErr())
          .run(history, settings, fit.heldOutShare(), labels, bidirectional, out, interrupted::get);
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, e.getMessage(), e);
    }
  }

  private TrainingJob job(TrainingSettings settings) {
    try {
      return new TrainingJob(settings);
    } catch (IllegalArgumentException e) { // a model larger than any that can be served
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private TrainingSettings settings(PipelineConfig config, String history) {
    int season = model.season(config);
    Architecture architecture = network.architecture(season);
    if (bidirectional) {
      checkBidirectional(architecture);
    }
    TrainingOptions options = fit.options();
    return new TrainingSettings(
        config,
        history,
        out,
        model.name(out),
        model.version(),
        architecture,
        model.covariates(config, architecture.decoder()),
        bidirectional ? 1 : model.horizon(),
        season,
        model.scaler(season),
        bidirectional ? options.whole(SequenceExamples.BATCH, SequenceExamples.STEPS) : options,
        fit.shares(),
        model.loss(),
        force,
        data.commandLine());
  }

  /** A whole-sequence model states each window's own value, in excerpts that begin anywhere. */
  private void checkBidirectional(Architecture architecture) {
    boolean hasHorizon = spec.commandLine().getParseResult().hasMatchedOption("--horizon");
    if (hasHorizon
        || model.loss() != Loss.UNIT
        || architecture.decoder() != null
        || architecture.initialState() == InitialState.LEARNED) {
      throw new ParameterException(
          spec.commandLine(),
          "--bidirectional estimates each window's own value and begins anywhere in a series: it"
              + " cannot be combined with --horizon, --seasons, --initial-state learned or --loss"
              + " seasonal-error");
    }
  }
}
