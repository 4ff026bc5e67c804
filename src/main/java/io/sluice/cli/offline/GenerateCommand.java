package io.sluice.cli.offline;

import io.sluice.cli.console.ConfigFile;
import io.sluice.cli.console.Destination;
import io.sluice.cli.console.StepModelOption;
import io.sluice.cli.events.EventGeneration;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.csv.Untrusted;
import io.sluice.evaluate.Encoding;
import io.sluice.feature.Scaler;
import io.sluice.generate.PathGenerator;
import io.sluice.generate.SampledPaths;
import io.sluice.history.History;
import io.sluice.history.series.Reading;
import io.sluice.history.series.Series;
import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.model.token.TokenModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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

/** Samples paths of a series' future. */
@Command(
    name = "generate",
    header = "Sample paths of a series' future: the model runs on by itself.",
    description = {
      "",
      "Steps the model through one series as the service would; from its end on every path is fed"
          + " with its own samples (sequence generation). Writes paths.csv and paths.html, a plot,"
          + " to --out. The same seed gives the same paths.",
      "",
      "For a pipeline of events it draws what may happen to a key, event by event, until its"
          + " session ends or --days are over, prints a table, and writes it to --out as paths.csv, with"
          + " a timeline in paths.html."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  ./sluice generate -c examples/opensmarthome.yaml --pipeline climate \\",
      "      --csv events.csv.gz --series 'Kitchen/Temperature value' \\",
      "      --paths 100 --steps 48 --out out/"
    })
public final class GenerateCommand implements Callable<Integer> {
  private static final int MAX_PATHS = 10_000;

  /** Values of all paths. */
  private static final long MAX_VALUES = 10_000_000;

  @Spec private CommandSpec spec;

  @Mixin private ConfigFile file;

  @Mixin private HistoryOptions data;

  @Mixin private PipelineOption pipeline;

  @Mixin private StepModelOption model;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the files go.")
  private Path out;

  @Option(
      names = "--series",
      paramLabel = "NAME",
      description =
          "Key and target, separated by a space; of a pipeline of events the key (default: the only"
              + " one).")
  private @Nullable String series;

  @Option(
      names = "--paths",
      paramLabel = "N",
      defaultValue = "100",
      description = "Paths to sample, at most 10000 (default: ${DEFAULT-VALUE}).")
  private int paths;

  @Option(
      names = "--steps",
      paramLabel = "WINDOWS",
      defaultValue = "48",
      description =
          "Windows of each path, of all paths at most 10 million (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--days",
      paramLabel = "D",
      defaultValue = "1",
      description =
          "Events: how long each path is, unless its session ends (default: ${DEFAULT-VALUE}).")
  private double days;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "Events: below 1 what is likely becomes likelier (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "1000",
      description =
          "Events: how many of the most likely are drawn from (default: ${DEFAULT-VALUE}).")
  private int topK;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    if (paths < 1 || paths > MAX_PATHS || steps < 1) {
      throw new ParameterException(
          spec.commandLine(), "--paths must be 1 to " + MAX_PATHS + ", --steps at least 1");
    }
    if ((long) paths * steps > MAX_VALUES) {
      throw new ParameterException(
          spec.commandLine(),
          "--paths x --steps must be at most %,d values, is %,d"
              .formatted(MAX_VALUES, (long) paths * steps));
    }
    Destination.requireDirectory(spec, out);
    SluiceConfig all = model.load(file);
    PipelineConfig config = file.pipeline(all, pipeline.name());
    History history = data.of(all, config);
    if (config.events() != null) {
      return generateEvents(config, history);
    }
    try (StepModel loaded = model.open(config)) {
      PathGenerator generator =
          new PathGenerator(loaded, config.window(), encoding(loaded, config));
      Reading reading = data.read(history, config);
      reading.note(new Scaler(loaded.contract().scaler()));
      data.print(reading);
      reading.requireUseful();
      SampledPaths sampled = generator.sample(choose(reading.series()), paths, steps, seed);
      sampled.write(out);
      print();
    }
    return ExitCode.OK;
  }

  private int generateEvents(PipelineConfig config, History history)
      throws StepException, IOException {
    CommandLine line = spec.commandLine();
    boolean isAsked = line.getParseResult().hasMatchedOption("--paths");
    try (TokenModel loaded = model.openEvents(config)) {
      new EventGeneration(config, line.getOut(), line.getErr())
          .run(history, loaded, series, isAsked ? paths : 1, days, temperature, topK, seed, out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private Encoding encoding(StepModel model, PipelineConfig config) {
    ModelContract contract = model.contract();
    try {
      return new Encoding(
          contract.features(), contract.scaler(), config.bridging(contract.maxGap()));
    } catch (IllegalArgumentException e) { // a field that the model needs
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Series choose(List<Series> all) {
    List<Series> chosen =
        all.stream().filter(one -> series == null || one.name().equals(series)).toList();
    if (chosen.size() == 1) {
      return chosen.get(0);
    }
    throw new ParameterException(
        spec.commandLine(),
        (series == null ? "--series is required" : "there is no series '" + series + "'")
            + "; there are %,d: %s"
                .formatted(all.size(), Untrusted.list(all.stream().map(Series::name).toList())));
  }

  private void print() {
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        "Wrote %s and paths.csv: %,d paths of %,d windows%n",
        out.resolve("paths.html"), paths, steps);
    to.flush();
  }
}
