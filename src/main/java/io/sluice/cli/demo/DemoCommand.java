package io.sluice.cli.demo;

import io.sluice.broker.ScratchDirectory;
import io.sluice.cli.console.Logging;
import io.sluice.cli.console.Screen;
import io.sluice.cli.console.Signals;
import io.sluice.cli.console.Version;
import io.sluice.config.SluiceConfig;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import io.sluice.demo.Demo;
import io.sluice.demo.DemoSummary;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the service at work on simulated worlds. */
@Command(
    name = "demo",
    header =
        "Watch four simulated worlds: a home, a stock market, a supply chain, and daily life as"
            + " events.",
    description = {
      "",
      "Starts a Kafka broker in this process, lets some history of each world pass in the first"
          + " seconds, and then shows forecasts and alerts in accelerated time. The worlds have"
          + " faults now and then; the score says how many of them were found.",
      "",
      "The last line on standard output is a JSON object with what every pipeline has counted and"
          + " with the score. Ctrl-C while it starts ends it at once, without that line."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or ended with Ctrl-C",
      "1:failed while running, or a record or a closed window is not accounted for",
      "2:wrong usage",
      "130:ended with Ctrl-C while it started"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ./sluice demo", "  ./sluice demo --exit-after 60s --data-dir demo-data"})
public final class DemoCommand implements Callable<Integer> {
  /** What the end takes: the last windows, the commits, and the broker. */
  private static final Duration ENDING = Duration.ofSeconds(8);

  @Spec private CommandSpec spec;

  @Option(
      names = "--exit-after",
      paramLabel = "DURATION",
      description = "End after this time, such as 60s or 5m (default: at Ctrl-C).")
  private @Nullable String exitAfter;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Keep the broker's data and the state here and go on from them next time (default: a"
              + " temporary directory).")
  private @Nullable Path dataDir;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Where the page, metrics and health are served (default: 127.0.0.1, any free port).")
  private @Nullable String http;

  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean isStarted;

  @Override
  public Integer call() throws Exception {
    Logging.quiet();
    BooleanSupplier end = end();
    HttpConfig address = address();
    long begin = System.nanoTime();
    PrintWriter out = spec.commandLine().getOut();
    DemoSummary summary;
    try (ScratchDirectory scratch = ScratchDirectory.open(dataDir);
        Demo demo = start(scratch, address)) {
      out.println("page: " + demo.url());
      out.println("metrics: " + demo.url() + "metrics");
      out.flush();
      show(demo, end, begin);
      demo.finish();
      summary = DemoSummary.of(demo.pipelines(), (System.nanoTime() - begin) / 1e9);
    }
    out.println(summary.toJson());
    out.flush();
    return summary.isBalanced() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Demo start(ScratchDirectory scratch, @Nullable HttpConfig address) throws Exception {
    Signals.onTermination(() -> terminate(scratch));
    SluiceConfig config = config(scratch.path());
    Demo demo = Demo.start(config, address, new Version().getVersion()[0], scratch.path());
    isStarted = true;
    return demo;
  }

  /**
   * While it starts there is nothing worth an orderly end: a data directory is as after a crash.
   */
  private void terminate(ScratchDirectory scratch) {
    stop.countDown();
    if (!isStarted) {
      try {
        scratch.close();
      } finally {
        Runtime.getRuntime().halt(Signals.INTERRUPTED);
      }
    }
  }

  private void show(Demo demo, BooleanSupplier end, long begin) {
    PrintWriter out = spec.commandLine().getOut();
    try (Screen screen = Screen.ofOutput()) {
      demo.run(end, new DemoView(out, screen, begin));
    }
  }

  /** The bundled configuration; it is read from a file like any other. */
  private static SluiceConfig config(Path directory) throws IOException, ConfigException {
    Path file = directory.resolve("demo.yaml");
    try (InputStream bundled = DemoCommand.class.getResourceAsStream("/demo.yaml")) {
      if (bundled == null) {
        throw new FileNotFoundException("demo.yaml is not in the jar");
      }
      Files.copy(bundled, file, StandardCopyOption.REPLACE_EXISTING);
    }
    String home = System.getProperty("sluice.home", ".");
    return ConfigLoader.load(
        file,
        name ->
            name.equals("SLUICE_HOME")
                ? Path.of(home).toAbsolutePath().toString()
                : System.getenv(name));
  }

  private BooleanSupplier end() {
    if (exitAfter == null) {
      return () -> stop.getCount() == 0;
    }
    long deadline =
        ManagementFactory.getRuntimeMXBean().getStartTime()
            + duration(exitAfter).minus(ENDING).toMillis();
    return () -> stop.getCount() == 0 || System.currentTimeMillis() >= deadline;
  }

  /** A number of seconds or minutes. */
  private Duration duration(String text) {
    String number = text.toLowerCase(Locale.ROOT).replaceFirst("[sm]$", "");
    try {
      long value = Long.parseLong(number);
      if (value > 0) {
        return text.endsWith("m") ? Duration.ofMinutes(value) : Duration.ofSeconds(value);
      }
    } catch (NumberFormatException e) {
      // falls through: the same mistake as a number that is not positive
    }
    throw new ParameterException(
        spec.commandLine(), "--exit-after must be a time such as 60s or 5m, is " + text);
  }

  private @Nullable HttpConfig address() {
    if (http == null) {
      return null;
    }
    int colon = http.lastIndexOf(':');
    try {
      int port = Integer.parseInt(http.substring(colon + 1));
      if (colon > 0 && port >= 0 && port <= 65_535) {
        return new HttpConfig(http.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      // falls through: no port is no address
    }
    throw new ParameterException(spec.commandLine(), "--http must be HOST:PORT, is " + http);
  }
}
