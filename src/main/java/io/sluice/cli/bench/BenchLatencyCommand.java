package io.sluice.cli.bench;

import io.sluice.bench.Latency;
import io.sluice.broker.ScratchDirectory;
import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import io.sluice.model.StepModel;
import io.sluice.model.trial.Trials;
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

/** Measures how soon a forecast can be read, on the embedded broker. */
@Command(
    name = "latency",
    header = "Measure how soon a forecast can be read.",
    description = {
      "",
      "Sends records at an even rate to a pipeline on the defaults, and takes for each"
          + " forecast the time from the record that closes its window to where a reader of"
          + " committed records has it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice bench latency",
      "  ./sluice bench latency --keyed --window 10 --seconds 300"
    })
final class BenchLatencyCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Keys (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "1000",
      description = "Records per second, of all keys (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--window",
      paramLabel = "S",
      defaultValue = "2",
      description = "Length of a window in seconds (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--partitions",
      paramLabel = "P",
      defaultValue = "4",
      description = "Partitions of every topic (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--keyed",
      description = "Put records into the partition of their key: nothing is repartitioned.")
  private boolean keyed;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description =
          "Seconds to measure, after half a minute of warm-up (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model of one target (default: models/smart-home.onnx).")
  private @Nullable Path model;

  @Override
  public Integer call() throws ModelException {
    BenchOptions.requirePositive(spec, "--keys", keys);
    BenchOptions.requirePositive(spec, "--rate", rate);
    BenchOptions.requirePositive(spec, "--window", window);
    BenchOptions.requirePositive(spec, "--partitions", partitions);
    BenchOptions.requirePositive(spec, "--seconds", seconds);
    PrintWriter out = spec.commandLine().getOut();
    Path file = BenchOptions.modelFile(model);
    Duration length = Duration.ofSeconds(seconds);
    try (ScratchDirectory dir = ScratchDirectory.open(null);
        StepModel loaded = Trials.shared().step(file, Provider.CPU);
        Latency bench =
            new Latency(loaded, file, dir.path(), partitions, keyed, Duration.ofSeconds(window))) {
      bench.run(keys, rate, WARM_UP, length, step -> BenchOptions.tell(spec, step)).print(out);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    out.flush();
    return ExitCode.OK;
  }
}
