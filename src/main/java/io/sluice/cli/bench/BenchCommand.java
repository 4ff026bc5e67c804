package io.sluice.cli.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Benchmarks, each a command of its own. */
@Command(
    name = "bench",
    header = "Measure what this machine can do.",
    synopsisSubcommandLabel = "BENCHMARK",
    subcommands = {
      BenchThroughputCommand.class,
      BenchLatencyCommand.class,
      BenchApiCommand.class,
      BenchOverloadCommand.class,
      BenchRestoreCommand.class,
      BenchDetectCommand.class
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
