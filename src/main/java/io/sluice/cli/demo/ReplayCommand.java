package io.sluice.cli.demo;

import io.sluice.broker.BrokerException;
import io.sluice.broker.ScratchDirectory;
import io.sluice.broker.Topics;
import io.sluice.cli.console.ConfigFile;
import io.sluice.cli.console.Logging;
import io.sluice.cli.console.ReplayBar;
import io.sluice.cli.console.Signals;
import io.sluice.cli.console.Terminal;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.csv.CsvRows;
import io.sluice.csv.Untrusted;
import io.sluice.model.StepModel;
import io.sluice.model.trial.Trials;
import io.sluice.replay.EmbeddedReplay;
import io.sluice.replay.Pacer;
import io.sluice.replay.ReplayProgress;
import io.sluice.replay.ReplaySummary;
import io.sluice.replay.RowFeed;
import io.sluice.replay.RowNotes;
import io.sluice.replay.SourcePublisher;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Publishes the rows of a CSV file to a pipeline's source topic. */
@Command(
    name = "replay",
    header = "Publish the rows of a CSV file as events, or run them through a pipeline here.",
    description = {
      "",
      "Each row becomes one JSON object: columns are fields, numbers are copied as they are"
          + " written, empty cells are absent. A row that does not fit the header is published as it is and ends"
          + " as a dead letter.",
      "",
      "With --embedded the pipeline runs in this process on a Kafka broker of its own, as fast as"
          + " it can. What it publishes is written to --out as forecasts.jsonl, alerts.jsonl,"
          + " late.jsonl and dead-letters.jsonl, the same bytes every time; the last line on"
          + " standard output is a JSON object with the counts. What is late, dead-lettered or left"
          + " open is printed on standard error, with the place of the first. The exit code is 1"
          + " when a record or a closed window is not accounted for, or not a single record was"
          + " usable."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice replay -c examples/opensmarthome.yaml --pipeline climate --csv events.csv.gz \\",
      "      --embedded --out out/",
      "  ./sluice replay -c my.yaml --pipeline climate --csv events.csv --speedup 600"
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int MAX_PARTITIONS = 100;

  @Spec private CommandSpec spec;

  @Mixin private ConfigFile file;

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "The pipeline whose source topic gets the rows.")
  private String pipelineName;

  @Option(
      names = "--csv",
      required = true,
      paramLabel = "FILE",
      description = "CSV file with a header line, plain or .gz.")
  private Path csv;

  @Option(
      names = "--key",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Columns that make the record's key, joined with '/'; needed when the pipeline's key is"
              + " $$record.")
  private List<String> keyColumns = List.of();

  @ArgGroup private @Nullable Pace pace;

  @Option(
      names = "--embedded",
      description = "Run the pipeline here, on a broker that is deleted afterwards.")
  private boolean embedded;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where --embedded writes its files; created when missing.")
  private @Nullable Path out;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Partitions of the source topic of --embedded, over which the rows are spread by series"
              + " key: 1 to 100 (default: 1).")
  private @Nullable Integer partitions;

  /** How fast; one of them. */
  private static final class Pace {
    @Option(
        names = "--rate",
        paramLabel = "N",
        description = "Rows per second, as 500 or 500/s (default: no limit).")
    private @Nullable String rate;

    @Option(
        names = "--speedup",
        paramLabel = "X",
        description = "Follow the event time, X times as fast.")
    private @Nullable Double speedup;
  }

  @Override
  public Integer call() throws Exception {
    if (embedded != (out != null)) {
      throw new ParameterException(spec.commandLine(), "--embedded and --out go together.");
    }
    if (embedded && pace != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--embedded replays as fast as it can: leave out --rate and --speedup.");
    }
    checkPartitions();
    Logging.quiet();
    SluiceConfig config = file.load();
    PipelineConfig pipeline = file.pipeline(config, pipelineName);
    if (pipeline.source().key().isRecordKey() == keyColumns.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          keyColumns.isEmpty()
              ? "The pipeline's key is the record key: name its columns with --key."
              : "--key is only for pipelines whose key is $record.");
    }
    return out == null ? publish(config, pipeline) : replay(config, pipeline, out);
  }

  private void checkPartitions() {
    if (partitions == null) {
      return;
    }
    if (!embedded) {
      throw new ParameterException(
          spec.commandLine(),
          "--partitions goes with --embedded only: a topic keeps the partitions that it has.");
    }
    if (partitions < 1 || partitions > MAX_PARTITIONS) {
      throw new ParameterException(
          spec.commandLine(),
          "--partitions must be a number from 1 to " + MAX_PARTITIONS + ", is " + partitions);
    }
  }

  private int publish(SluiceConfig config, PipelineConfig pipeline) {
    String topic = pipeline.source().topic();
    Pacer pacer = pacer();
    ReplayBar bar = new ReplayBar(spec.commandLine().getErr(), Terminal.isError(), false);
    try (CsvRows rows = CsvRows.open(csv)) {
      try (Topics topics = new Topics(config.kafka(), ANSWER)) {
        if (topics.partitions(topic).isEmpty()) {
          throw new BrokerException("there is no topic " + topic + "; create it first");
        }
      }
      RowFeed feed = new RowFeed(rows, pipeline, keyColumns, 0);
      try (SourcePublisher publisher = new SourcePublisher(config.kafka(), topic)) {
        feed.run(
            publisher,
            pacer,
            false,
            count -> bar.accept(new ReplayProgress(count, feed.progress(), 0, 0, 0)));
      }
      bar.finish();
      PrintWriter err = spec.commandLine().getErr();
      err.printf("%,d rows published to %s%n", feed.records(), topic);
      RowNotes notes = feed.notes();
      if (notes.unusable() > 0) {
        err.printf("%,d of them are dead letters:%n", notes.unusable());
        notes.describeUnusable().forEach(line -> err.println("  " + line));
      }
      notes.describeEmpty().ifPresent(err::println);
      return notes.unusable() + notes.empty() == feed.records() && feed.records() > 0
          ? useless(rows.header())
          : ExitCode.OK;
    }
  }

  /** Nobody means to publish what cannot be used: the file is not what it was taken for. */
  private int useless(List<String> columns) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "No record of %s is usable. Its columns are: %s".formatted(csv, Untrusted.list(columns)));
    err.flush();
    return ExitCode.SOFTWARE;
  }

  private Pacer pacer() {
    if (pace == null) {
      return Pacer.NONE;
    }
    double value;
    try {
      value =
          pace.speedup != null
              ? pace.speedup
              : Double.parseDouble(String.valueOf(pace.rate).replaceFirst("/s$", ""));
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(), "--rate must be a number of rows per second, is " + pace.rate, e);
    }
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new ParameterException(spec.commandLine(), "The pace must be greater than 0.");
    }
    return pace.speedup != null ? Pacer.speedup(value) : Pacer.rate(value);
  }

  private int replay(SluiceConfig config, PipelineConfig pipeline, Path directory)
      throws Exception {
    ReplayBar bar = new ReplayBar(spec.commandLine().getErr(), Terminal.isError(), true);
    EmbeddedReplay replay;
    ReplaySummary summary;
    try (ScratchDirectory scratch = ScratchDirectory.open(null);
        StepModel model = Trials.shared().step(pipeline.model(), pipeline.provider())) {
      Signals.onTermination(() -> abandon(scratch));
      EmbeddedReplay.Job job =
          new EmbeddedReplay.Job(
              config,
              pipeline,
              csv,
              keyColumns,
              partitions == null ? 1 : partitions,
              directory,
              scratch.path());
      replay = new EmbeddedReplay(job, model, bar);
      summary = replay.run();
    }
    bar.finish();
    replay.notes().forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getErr().flush();
    spec.commandLine().getOut().println(summary.toJson());
    spec.commandLine().getOut().flush();
    if (!summary.isBalanced()) {
      spec.commandLine().getErr().println("The counts do not add up: this is a bug in Sluice.");
      return ExitCode.SOFTWARE;
    }
    return summary.isUseless() ? useless(columns()) : ExitCode.OK;
  }

  private List<String> columns() {
    try (CsvRows rows = CsvRows.open(csv)) {
      return rows.header();
    }
  }

  /** Interrupted: nothing of the run is worth an orderly end. */
  private static void abandon(ScratchDirectory scratch) {
    try {
      scratch.close();
    } finally {
      Runtime.getRuntime().halt(130);
    }
  }
}
