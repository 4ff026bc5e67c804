package io.sluice.cli;

import io.sluice.bench.Throughput;
import io.sluice.bench.ThroughputResult;
import io.sluice.bench.Workload;
import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import io.sluice.model.OnnxStepModel;
import io.sluice.model.StepModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares a whole pipeline with a pass-through on the embedded broker. */
@Command(
    name = "throughput",
    header = "Compare a pipeline with a pass-through on the embedded broker.",
    description = {
      "",
      "Both read the same records exactly-once, with a commit every second, in alternating rounds"
          + " after a warm-up of each. The pass-through reads, decodes and writes every record; the"
          + " pipeline also windows, steps, scores and forecasts. A last round closes one window"
          + " of every key at once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice bench throughput",
      "  ./sluice bench throughput --keys 100000 --per-window 6 --json"
    })
final class BenchThroughputCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Keys (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--records",
      paramLabel = "M",
      defaultValue = "1200000",
      description = "Records, rounded up to whole windows (default: ${DEFAULT-VALUE}).")
  private long records;

  @Option(
      names = "--per-window",
      paramLabel = "R",
      defaultValue = "60",
      description = "Records per key and window (default: ${DEFAULT-VALUE}).")
  private int perWindow;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "1",
      description = "Stream threads, and partitions (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--rounds",
      paramLabel = "K",
      defaultValue = "3",
      description = "Measured rounds of each (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model of one target (default: models/smart-home.onnx).")
  private @Nullable Path model;

  @Option(names = "--json", description = "Print the result as JSON on the last line, too.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ModelException {
    requirePositive("--keys", keys);
    requirePositive("--records", records);
    requirePositive("--per-window", perWindow);
    requirePositive("--threads", threads);
    requirePositive("--rounds", rounds);
    PrintWriter out = spec.commandLine().getOut();
    Path dir = Files.createTempDirectory("sluice-bench");
    try {
      ThroughputResult result = measure(dir);
      result.print(out);
      if (json) {
        out.println(result.json());
      }
      out.flush();
    } finally {
      delete(dir);
    }
    return ExitCode.OK;
  }

  private void requirePositive(String option, long value) {
    if (value < 1) {
      throw new ParameterException(spec.commandLine(), option + " must be at least 1, is " + value);
    }
  }

  private ThroughputResult measure(Path dir) throws ModelException {
    Path file = model == null ? home().resolve("models").resolve("smart-home.onnx") : model;
    PrintWriter err = spec.commandLine().getErr();
    try (StepModel loaded = OnnxStepModel.load(file, Provider.CPU);
        Throughput bench = new Throughput(loaded, file, dir, threads)) {
      return bench.run(
          Workload.of(keys, perWindow, records),
          rounds,
          step -> {
            err.println(step);
            err.flush();
          });
    }
  }

  /** The directory of the launcher. */
  private static Path home() {
    return Path.of(System.getProperty("sluice.home", ""));
  }

  private static void delete(Path dir) throws IOException {
    List<Path> paths;
    try (Stream<Path> tree = Files.walk(dir)) {
      paths = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
