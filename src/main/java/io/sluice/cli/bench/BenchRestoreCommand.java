package io.sluice.cli.bench;

import io.sluice.bench.Restore;
import io.sluice.bench.rig.Workload;
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

/** Measures how long a pipeline takes to have its state back, on the embedded broker. */
@Command(
    name = "restore",
    header = "Measure how long a pipeline's state takes to be restored.",
    description = {
      "",
      "Gives the keys their state, starts the pipeline again with the stores in place, and once more"
          + " without them, which restores them from the changelogs. Fails when a key is forgotten."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./sluice bench restore --keys 100000 --per-window 1 --windows 50")
final class BenchRestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  @Option(
      names = "--windows",
      paramLabel = "W",
      defaultValue = "10",
      description = "Windows of each key before the restart (default: ${DEFAULT-VALUE}).")
  private int windows;

  @Override
  public Integer call() throws ModelException {
    options.require();
    options.requirePositive("--windows", windows);
    PrintWriter out = spec.commandLine().getOut();
    Workload workload = options.windows(windows);
    try (ScratchDirectory dir = ScratchDirectory.open(null);
        StepModel loaded = options.load();
        Restore bench = new Restore(options.setup(loaded, dir))) {
      bench.run(workload, options::progress).print(out);
    }
    out.flush();
    return ExitCode.OK;
  }
}
