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
import io.sluice.csv.CsvException;
import io.sluice.csv.UnfitException;
import io.sluice.model.Model;
import io.sluice.model.trial.Trials;
import io.sluice.replay.EmbeddedReplay;
import io.sluice.replay.Pacer;
import io.sluice.replay.ReplayProgress;
import io.sluice.replay.ReplaySummary;
import io.sluice.replay.RowFeed;
import io.sluice.replay.SourcePublisher;
import io.sluice.replay.rows.RowNotes;
import io.sluice.replay.rows.Rows;
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
          + " as a dead letter. A file without a column for a field that the pipeline reads is refused.",
      "",
      "Rows may stand in any order. Where more than a tenth of them would be late or left open, as"
          + " in a file that is sorted newest first or key by key, they are sorted by"
          + " time in memory, which a quarter of the heap has to hold: some 400,000 rows with the"
          + " default of 512 MiB (SLUICE_HEAP). A longer file has to be sorted before.",
      "",
      "With --embedded the pipeline runs in this process on a Kafka broker of its own, as fast as"
          + " it can. What it publishes is written to --out as forecasts.jsonl, alerts.jsonl,"
          + " late.jsonl and dead-letters.jsonl, the same bytes every time; the last line on"
          + " standard output is a JSON object with the counts. What is late, dead-lettered or left"
          + " open is printed on standard error, with the place of the first; \"lost\" in the last line"
          + " has it by reason."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed while running, not a single record was usable, or a record or a closed window is not"
          + " accounted for",
      "2:wrong usage, or a configuration or a file that cannot be used",
      "3:more than a tenth of the records was late or dead-lettered, without --allow-loss"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice replay -c examples/opensmarthome.yaml --pipeline climate \\",
      "      --csv events.csv.gz --embedded --out out/",
      "  ./sluice replay -c my.yaml --pipeline climate --csv events.csv --speedup 600"
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int MAX_PARTITIONS = 100;
  private static final int LOSSY = 3;
  private static final int BEARABLE = 10;

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

  @Option(
      names = "--allow-loss",
      description = "Exit with 0 even if more than a tenth of the records was lost.")
  private boolean allowLoss;

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
    try {
      return out == null ? publish(config, pipeline) : replay(config, pipeline, out);
    } catch (UnfitException | CsvException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
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
    ReplayBar bar = new ReplayBar(err(), Terminal.isError(), false);
    try (Rows rows = Rows.open(csv, pipeline, keyColumns, 0)) {
      rows.note().ifPresent(err()::println);
      try (Topics topics = new Topics(config.kafka(), ANSWER)) {
        if (topics.partitions(topic).isEmpty()) {
          throw new BrokerException("there is no topic " + topic + "; create it first");
        }
      }
      RowFeed feed = new RowFeed(rows, pipeline, 0);
      try (SourcePublisher publisher = new SourcePublisher(config.kafka(), topic)) {
        feed.run(
            publisher,
            pacer,
            false,
            count -> bar.accept(new ReplayProgress(count, feed.progress(), 0, 0, 0)));
      }
      bar.finish();
      return publishedTo(topic, feed);
    }
  }

  private int publishedTo(String topic, RowFeed feed) {
    long published = feed.records();
    err().printf("%,d rows published to %s%n", published, topic);
    RowNotes notes = feed.notes();
    notes.describeDoubtful().forEach(err()::println);
    long unusable = notes.unusable();
    if (unusable > 0) {
      err().printf("%,d of them are dead letters:%n", unusable);
      notes.describeUnusable().forEach(line -> err().println("  " + line));
    }
    notes.describeEmpty().ifPresent(err()::println);
    err().flush();
    boolean useless = unusable + notes.empty() == published && published > 0;
    return code(useless, BEARABLE * unusable > published);
  }

  /** Nobody means to publish what cannot be used: the file is not what it was taken for. */
  private int code(boolean useless, boolean lossy) {
    if (useless) {
      err().println("No record of %s is usable.".formatted(csv));
    } else if (lossy && !allowLoss) {
      err()
          .println(
              "More than a tenth of the records of %s was lost, see above; if that is as it should be, say --allow-loss."
                  .formatted(csv));
    }
    err().flush();
    int lost = lossy && !allowLoss ? LOSSY : ExitCode.OK;
    return useless ? ExitCode.SOFTWARE : lost;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
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
    ReplayBar bar = new ReplayBar(err(), Terminal.isError(), true);
    EmbeddedReplay replay;
    ReplaySummary summary;
    try (ScratchDirectory scratch = ScratchDirectory.open(null);
        Model model = Trials.shared().served(pipeline)) {
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
    replay.notes().forEach(err()::println);
    err().flush();
    spec.commandLine().getOut().println(summary.toJson());
    spec.commandLine().getOut().flush();
    if (!summary.isBalanced()) {
      err().println("The counts do not add up: this is a bug in Sluice.");
      return ExitCode.SOFTWARE;
    }
    return code(summary.isUseless(), summary.isLossy());
  }

  /** Interrupted: nothing of the run is worth an orderly end. */
  private static void abandon(ScratchDirectory scratch) {
    try {
      scratch.close();
    } finally {
      Runtime.getRuntime().halt(Signals.INTERRUPTED);
    }
  }
}
