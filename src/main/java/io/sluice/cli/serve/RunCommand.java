package io.sluice.cli.serve;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.PipelineTopics;
import io.sluice.broker.ScratchDirectory;
import io.sluice.broker.Topics;
import io.sluice.cli.console.ConfigFile;
import io.sluice.cli.console.Logging;
import io.sluice.cli.console.Signals;
import io.sluice.cli.console.Version;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.metrics.PipelineCounts;
import io.sluice.service.Service;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs every pipeline of a configuration until it is told to stop. */
@Command(
    name = "run",
    header = "Run every pipeline of a configuration.",
    description = {
      "",
      "Source topics must exist; output topics that are missing are created with as many"
          + " partitions as the source has. Metrics and health are served over HTTP. SIGTERM and"
          + " Ctrl-C commit and stop within ten seconds."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice run -c my.yaml --data-dir /var/lib/sluice",
      "  ./sluice run -c my.yaml --embedded --data-dir data/"
    })
public final class RunCommand implements Callable<Integer> {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** Whatever keeps the process: a model that is tried at the start, or an operator of one. */
  private static final Duration LEAVE = Duration.ofSeconds(9);

  /** Of source topics that the embedded broker lacks. */
  private static final int EMBEDDED_PARTITIONS = 2;

  @Spec private CommandSpec spec;

  @Mixin private ConfigFile file;

  @Option(
      names = "--embedded",
      description = "Start a Kafka broker in this process, and the source topics on it.")
  private boolean embedded;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "State stores, and with --embedded the broker's data. Kept (default: a temporary"
              + " directory; the state is then restored from Kafka at the next start).")
  private @Nullable Path dataDir;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "${env:SLUICE_LOG_FORMAT:-text}",
      description =
          "Log lines as ${COMPLETION-CANDIDATES} (default: SLUICE_LOG_FORMAT in the environment,"
              + " else text).")
  private Logging.Format logFormat = Logging.Format.TEXT;

  private final CountDownLatch stop = new CountDownLatch(1);

  @Override
  public Integer call() throws Exception {
    Logging.format(logFormat);
    SluiceConfig config = file.load();
    Signals.onTermination(stop::countDown, leave());
    try (ScratchDirectory scratch = ScratchDirectory.open(dataDir)) {
      if (!embedded) {
        return serve(config, scratch.path());
      }
      try (EmbeddedBroker broker = EmbeddedBroker.start(scratch.path())) {
        print("broker " + broker.bootstrapServers());
        return serve(on(config, broker), scratch.path());
      }
    }
  }

  private Duration leave() {
    return embedded ? LEAVE.multipliedBy(2) : LEAVE;
  }

  /** The configuration with our broker in place of the user's, and its source topics. */
  private static SluiceConfig on(SluiceConfig config, EmbeddedBroker broker) {
    Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Topics topics = new Topics(kafka, ANSWER)) {
      for (PipelineConfig pipeline : config.pipelines().values()) {
        PipelineTopics.create(topics, pipeline, EMBEDDED_PARTITIONS);
      }
    }
    return new SluiceConfig(
        config.applicationId(),
        kafka,
        config.streams(),
        config.http(),
        config.kafkaMetrics(),
        config.pipelines());
  }

  private int serve(SluiceConfig config, Path directory) throws Exception {
    try (Service service =
        Service.start(
            config,
            new Version().getVersion()[0],
            stores(directory),
            pipeline -> new PipelineCounts())) {
      announce(config, service, service.awaitRunning(() -> stop.getCount() == 0));
      while (!stop.await(1, TimeUnit.SECONDS)) {
        if (service.isDown()) {
          Signals.haltAfter(leave(), ExitCode.SOFTWARE); // who watches it starts it again
          spec.commandLine().getErr().println("Every pipeline has failed; the log says why.");
          return ExitCode.SOFTWARE;
        }
      }
      return ExitCode.OK;
    }
  }

  /** Where the stores lie in a directory for data. */
  static Path stores(Path directory) {
    return directory.resolve("streams");
  }

  private void announce(SluiceConfig config, Service service, Map<String, String> states) {
    for (PipelineConfig pipeline : config.pipelines().values()) {
      print(
          "pipeline %s %s: %s to %s, %s; %s://%s:%d/"
              .formatted(
                  pipeline.name(),
                  String.valueOf(states.get(pipeline.name())).toLowerCase(Locale.ROOT),
                  pipeline.source().topic(),
                  pipeline.topics().forecasts(),
                  pipeline.topics().alerts(),
                  config.http().tls() == null ? "http" : "https",
                  config.http().host(),
                  service.httpPort()));
    }
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
