package io.sluice.cli.demo;

import io.sluice.cli.console.ConfigFile;
import io.sluice.cli.console.Signals;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.demo.Simulation;
import io.sluice.demo.WorldHistory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Produces the events of the demo's worlds to a broker. */
@Command(
    name = "simulate",
    header = "Produce the events of the demo's simulated worlds to a Kafka broker.",
    description = {
      "",
      "Each pipeline of the configuration is named after a world: home, stock, supply-chain or"
          + " home-events. Its events go to the pipeline's source topic, which must exist: first some history, then"
          + " accelerated time. SIGTERM ends it; the next run goes on where the topic ends.",
      "",
      "With --csv it needs no broker: the history of one world, which has no faults, becomes a file"
          + " to train on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice simulate -c examples/compose.yaml",
      "  ./sluice simulate -c examples/home-events.yaml --csv homes.csv --seed 2"
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final long TELL_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  @Spec private CommandSpec spec;
  @Mixin private ConfigFile file;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the history of the world of the only pipeline here, and end.")
  private @Nullable Path csv;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "With --csv: which world of its kind (default: ${DEFAULT-VALUE}).")
  private long seed;

  private final CountDownLatch stop = new CountDownLatch(1);
  private long told = System.nanoTime();

  @Override
  public Integer call() throws Exception {
    if (csv != null) {
      return write(csv);
    }
    SluiceConfig config = file.load();
    Signals.onTermination(stop::countDown);
    try (Simulation simulation = new Simulation(config)) {
      simulation.run(() -> stop.getCount() == 0, this::tell);
    }
    return ExitCode.OK;
  }

  private int write(Path to) throws Exception {
    Collection<PipelineConfig> pipelines = file.loadForTraining().pipelines().values();
    if (pipelines.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--csv is for a configuration of one pipeline; there are " + pipelines.size());
    }
    int events = WorldHistory.write(pipelines.iterator().next(), seed, to);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "Wrote %,d events to %s%n", events, to);
    out.flush();
    return ExitCode.OK;
  }

  private void tell(long published) {
    if (System.nanoTime() - told >= TELL_EVERY_NANOS) {
      told = System.nanoTime();
      PrintWriter out = spec.commandLine().getOut();
      out.printf(Locale.ROOT, "%,d events%n", published);
      out.flush();
    }
  }
}
