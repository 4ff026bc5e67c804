package io.sluice.cli.demo;

import io.sluice.cli.console.ConfigFile;
import io.sluice.cli.console.Signals;
import io.sluice.config.SluiceConfig;
import io.sluice.demo.Simulation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Produces the events of the demo's worlds to a broker. */
@Command(
    name = "simulate",
    header = "Produce the events of the demo's simulated worlds to a Kafka broker.",
    description = {
      "",
      "Each pipeline of the configuration is named after a world: home, stock or supply-chain. Its"
          + " events go to the pipeline's source topic, which must exist: first some history, then"
          + " accelerated time. SIGTERM ends it; the next run goes on where the topic ends."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./sluice simulate -c examples/compose.yaml")
public final class SimulateCommand implements Callable<Integer> {
  private static final long TELL_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  @Spec private CommandSpec spec;
  @Mixin private ConfigFile file;
  private final CountDownLatch stop = new CountDownLatch(1);
  private long told = System.nanoTime();

  @Override
  public Integer call() throws Exception {
    SluiceConfig config = file.load();
    Signals.onTermination(stop::countDown);
    try (Simulation simulation = new Simulation(config)) {
      simulation.run(() -> stop.getCount() == 0, this::tell);
    }
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
