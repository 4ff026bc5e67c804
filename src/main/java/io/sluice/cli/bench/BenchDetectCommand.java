package io.sluice.cli.bench;

import io.sluice.bench.detect.DetectBench;
import io.sluice.bench.detect.DetectJson;
import io.sluice.bench.detect.DetectResult;
import io.sluice.bench.detect.DetectSetup;
import io.sluice.bench.detect.DetectTables;
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

/** Measures false alarms and faults that are found, on series that it makes up. */
@Command(
    name = "detect",
    header = "Measure how often healthy series alert, and which faults are found.",
    description = {
      "",
      "Draws stationary series of nine kinds, in which every alert is a false one, and plants"
          + " faults of nine kinds into autoregressive and seasonal series, alone and as one of"
          + " eight targets. All run through the windows, the model, the scores and the alerts of"
          + " the service, without a broker."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice bench detect",
      "  ./sluice bench detect --keys 200 --windows 5300 --seed 2 --json"
    })
final class BenchDetectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "30",
      description = "Keys of each kind of series and of each fault (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--windows",
      paramLabel = "W",
      defaultValue = "3000",
      description = "Windows of each series without a fault (default: ${DEFAULT-VALUE}).")
  private int windows;

  @Option(
      names = "--window",
      paramLabel = "M",
      defaultValue = "10",
      description =
          "Length of a window in minutes; a cycle is a day of them (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--amplitude",
      paramLabel = "A",
      defaultValue = "4",
      description = "Of cycles, in standard deviations of the noise (default: ${DEFAULT-VALUE}).")
  private double amplitude;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Other seeds draw other series (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model of one target (default: models/general.onnx).")
  private @Nullable Path model;

  @Option(names = "--json", description = "Print the result as JSON on the last line, too.")
  private boolean json;

  @Override
  public Integer call() throws ModelException {
    BenchOptions.requirePositive(spec, "--keys", keys);
    BenchOptions.requirePositive(spec, "--windows", windows);
    BenchOptions.requirePositive(spec, "--window", window);
    BenchOptions.requirePositive(spec, "--amplitude", amplitude);
    PrintWriter out = spec.commandLine().getOut();
    DetectResult result = measure();
    new DetectTables(result, out).print();
    if (json) {
      out.println(DetectJson.of(result));
    }
    out.flush();
    return ExitCode.OK;
  }

  private DetectResult measure() throws ModelException {
    Path file = BenchOptions.modelFile(model, "general.onnx");
    Duration length = Duration.ofMinutes(window);
    try (StepModel loaded = Trials.shared().step(file, Provider.CPU)) {
      DetectSetup setup = new DetectSetup(loaded, file, length, amplitude, keys, windows, seed);
      return new DetectBench(setup).run(step -> BenchOptions.tell(spec, step));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
