package io.sluice.cli.offline;

import io.sluice.cli.console.Logging;
import io.sluice.cli.console.ReplayBar;
import io.sluice.cli.console.Terminal;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.csv.CsvException;
import io.sluice.csv.UnfitException;
import io.sluice.history.CsvHistory;
import io.sluice.history.History;
import io.sluice.history.TopicHistory;
import io.sluice.history.WideHistory;
import io.sluice.history.WidePattern;
import io.sluice.history.series.Reading;
import io.sluice.history.series.SeriesReader;
import io.sluice.replay.ReplayProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a pipeline's history stands, as a {@code @Mixin} of every command that reads one. */
final class HistoryOptions {
  private static final String CSV = "--csv";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Stands for the topic of the pipeline's source. */
  private static final String SOURCE = "";

  /** What a shell leaves as it is. */
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @ArgGroup(multiplicity = "1")
  private Place place = new Place();

  /** One of them. */
  private static final class Place {
    @Option(
        names = CSV,
        paramLabel = "FILE",
        description = "CSV file with a header line, plain or .gz; repeat it for more.")
    private List<Path> csv = List.of();

    @Option(
        names = "--topic",
        arity = "0..1",
        fallbackValue = SOURCE,
        paramLabel = "NAME",
        description =
            "Read the pipeline's source topic, or the named one, from its earliest offset to where"
                + " it ends now.")
    private @Nullable String topic;
  }

  @Option(
      names = "--wide",
      paramLabel = "FIELD=PATTERN",
      description =
          "The CSV files have a column per key: those of PATTERN hold FIELD of the key that * stands"
              + " for, as 'qty=QTY_*'; repeat it for more fields.")
  private List<String> wide = List.of();

  @Option(
      names = "--by-file",
      description =
          "Keep the keys of different files apart: each begins with the name of its file and a /.")
  private boolean byFile;

  /**
   * What the options name. The headers of files are checked, the broker is not asked yet.
   *
   * @throws ParameterException when options, files and pipeline do not fit together, or a file or
   *     its header cannot be read
   */
  History of(SluiceConfig config, PipelineConfig pipeline) {
    try {
      if (place.topic == null) {
        if (byFile) {
          checkNames();
        }
        return wide.isEmpty()
            ? new CsvHistory(place.csv, pipeline)
            : new WideHistory(place.csv, wide.stream().map(WidePattern::parse).toList(), pipeline);
      }
      if (!wide.isEmpty() || byFile) {
        String option = byFile ? "--by-file" : "--wide";
        throw new ParameterException(command.commandLine(), option + " goes with --csv.");
      }
      Logging.quiet(); // the broker's silence ends in one message, not in a hundred
      String topic = place.topic.equals(SOURCE) ? pipeline.source().topic() : place.topic;
      return new TopicHistory(config.kafka(), topic, PATIENCE);
    } catch (UnfitException | CsvException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** Keys of files that are called the same would be one. */
  private void checkNames() {
    Map<String, Path> files = new HashMap<>();
    for (Path file : place.csv) {
      String name = SeriesReader.nameOf(String.valueOf(file.getFileName()));
      Path other = files.putIfAbsent(name, file);
      if (other != null) {
        throw new ParameterException(
            command.commandLine(),
            "--by-file tells keys apart by the name of their file, and those of %s and %s would both begin with %s/"
                .formatted(other, file, name));
      }
    }
  }

  /** Reads it, with a bar on standard error. */
  Reading read(History history, PipelineConfig pipeline) {
    ReplayBar bar = new ReplayBar(err(), Terminal.isError(), false);
    try {
      return SeriesReader.read(
          pipeline,
          history,
          byFile,
          (records, share) -> bar.accept(new ReplayProgress(records, share, 0, 0, 0)));
    } catch (UnfitException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    } finally {
      bar.finish();
    }
  }

  /** Says on standard error what was read. */
  void print(Reading reading) {
    reading.describe().forEach(err()::println);
    err().flush();
  }

  /**
   * The command as it was typed; of the data, file names only: directories are nobody's business.
   */
  String commandLine() {
    return commandLine(Set.of());
  }

  /** The same without options that take a value. */
  String commandLine(Set<String> without) {
    StringBuilder line = new StringBuilder("./sluice");
    boolean file = false;
    boolean skipped = false;
    for (String argument : command.commandLine().getParseResult().originalArgs()) {
      boolean isValue = skipped;
      skipped = without.contains(argument);
      if (isValue || skipped || without.contains(argument.split("=", 2)[0])) {
        continue;
      }
      String joined = argument.startsWith(CSV + "=") ? CSV + "=" : "";
      String value = argument.substring(joined.length());
      boolean isFile = file || !joined.isEmpty();
      line.append(' ').append(quoted(joined + (isFile ? withoutDirectory(value) : value)));
      file = argument.equals(CSV);
    }
    return line.toString();
  }

  private static String withoutDirectory(String file) {
    Path last = Path.of(file).getFileName();
    return last == null ? file : last.toString();
  }

  /** As a shell takes it. */
  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  private PrintWriter err() {
    return command.commandLine().getErr();
  }
}
