package io.sluice.cli.bench;

import io.sluice.bench.Overload;
import io.sluice.broker.ScratchDirectory;
import io.sluice.model.ModelException;
import io.sluice.model.StepModel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends a pipeline more than it can process, on the embedded broker. */
@Command(
    name = "overload",
    header = "Send a pipeline more than it can process, and watch its memory.",
    description = {
      "",
      "A backlog shows how many records per second the pipeline can process. Then it is sent"
          + " several times as many for a while, and has to catch up. Fails when a record or a"
          + " window is missing."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./sluice bench overload --factor 3 --seconds 180")
final class BenchOverloadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  @Option(
      names = "--backlog",
      paramLabel = "M",
      defaultValue = "1200000",
      description = "Records of the backlog (default: ${DEFAULT-VALUE}).")
  private long backlog;

  @Option(
      names = "--factor",
      paramLabel = "F",
      defaultValue = "3",
      description = "How many times the sustained rate to send (default: ${DEFAULT-VALUE}).")
  private double factor;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "180",
      description = "Seconds to send for (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Override
  public Integer call() throws ModelException {
    options.require();
    options.requirePositive("--backlog", (double) backlog);
    options.requirePositive("--factor", factor);
    options.requirePositive("--seconds", seconds);
    PrintWriter out = spec.commandLine().getOut();
    try (ScratchDirectory dir = ScratchDirectory.open(null);
        StepModel loaded = options.load();
        Overload bench = new Overload(options.setup(loaded, dir))) {
      bench
          .run(options.workload(backlog), factor, Duration.ofSeconds(seconds), options::progress)
          .print(out);
    }
    out.flush();
    return ExitCode.OK;
  }
}
