package io.sluice.cli.bench;

import io.sluice.bench.ApiLatency;
import io.sluice.bench.rig.Workload;
import io.sluice.broker.ScratchDirectory;
import io.sluice.model.ModelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how soon a service answers about a series, on the embedded broker. */
@Command(
    name = "api",
    header = "Measure how soon a service answers about a series.",
    description = {
      "",
      "Asks a service over HTTP about series drawn at random, at an even rate, while its pipeline"
          + " reads records at another. Two windows of every key are closed before,"
          + " and it asks for 20 seconds that do not count."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice bench api",
      "  ./sluice bench api --keys 100000 --per-window 6 --rate 40000 --threads 2"
    })
final class BenchApiCommand implements Callable<Integer> {
  private static final int WINDOWS = 2;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Keys (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--per-window",
      paramLabel = "R",
      defaultValue = "6",
      description = "Records per key and window (default: ${DEFAULT-VALUE}).")
  private int perWindow;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "40000",
      description = "Records per second, of all keys (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--asks",
      paramLabel = "Q",
      defaultValue = "50",
      description = "Questions per second (default: ${DEFAULT-VALUE}).")
  private double asks;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "Seconds to measure (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "1",
      description = "Stream threads, and partitions (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model of one target (default: models/smart-home.onnx).")
  private @Nullable Path model;

  @Override
  public Integer call() throws IOException, ModelException {
    BenchOptions.requirePositive(spec, "--keys", keys);
    BenchOptions.requirePositive(spec, "--per-window", perWindow);
    BenchOptions.requirePositive(spec, "--rate", rate);
    BenchOptions.requirePositive(spec, "--asks", asks);
    BenchOptions.requirePositive(spec, "--seconds", seconds);
    BenchOptions.requirePositive(spec, "--threads", threads);
    PrintWriter out = spec.commandLine().getOut();
    try (ScratchDirectory dir = ScratchDirectory.open(null);
        ApiLatency bench = new ApiLatency(BenchOptions.modelFile(model), dir.path(), threads)) {
      bench
          .run(
              new Workload(keys, perWindow, WINDOWS),
              rate,
              asks,
              WARM_UP,
              Duration.ofSeconds(seconds),
              step -> BenchOptions.tell(spec, step))
          .print(out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    out.flush();
    return ExitCode.OK;
  }
}
