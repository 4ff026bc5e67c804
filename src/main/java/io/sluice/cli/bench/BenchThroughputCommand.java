package io.sluice.cli.bench;

import io.sluice.bench.Throughput;
import io.sluice.bench.ThroughputResult;
import io.sluice.broker.ScratchDirectory;
import io.sluice.model.ModelException;
import io.sluice.model.StepModel;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares a whole pipeline with a pass-through on the embedded broker. */
@Command(
    name = "throughput",
    header = "Compare a pipeline with a pass-through on the embedded broker.",
    description = {
      "",
      "Both read the same records exactly-once, with a commit every second, in alternating rounds"
          + " after a warm-up of each. The pass-through reads, decodes and writes every record; the"
          + " pipeline also windows, steps, scores and forecasts, without and with its last windows"
          + " held for the page and the API. A last round closes one window"
          + " of every key at once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice bench throughput",
      "  ./sluice bench throughput --keys 100000 --per-window 6 --json"
    })
final class BenchThroughputCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private BenchOptions options;

  @Option(
      names = "--records",
      paramLabel = "M",
      defaultValue = "6000000",
      description =
          "Records, rounded up to whole windows (default: ${DEFAULT-VALUE}). A round ends with a"
              + " commit, so it should last ten seconds or more.")
  private long records;

  @Option(
      names = "--rounds",
      paramLabel = "K",
      defaultValue = "3",
      description = "Measured rounds of each (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--json", description = "Print the result as JSON on the last line, too.")
  private boolean json;

  @Override
  public Integer call() throws ModelException {
    options.require();
    options.requirePositive("--records", (double) records);
    options.requirePositive("--rounds", rounds);
    PrintWriter out = spec.commandLine().getOut();
    ThroughputResult result = measure();
    result.print(out);
    if (json) {
      out.println(result.json());
    }
    out.flush();
    return ExitCode.OK;
  }

  private ThroughputResult measure() throws ModelException {
    try (ScratchDirectory dir = ScratchDirectory.open(null);
        StepModel loaded = options.load();
        Throughput bench = new Throughput(options.setup(loaded, dir))) {
      return bench.run(options.workload(records), rounds, options::progress);
    }
  }
}
