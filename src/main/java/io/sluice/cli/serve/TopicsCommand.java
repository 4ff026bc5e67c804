package io.sluice.cli.serve;

import io.sluice.broker.Topics;
import io.sluice.broker.WantedTopic;
import io.sluice.cli.console.ConfigFile;
import io.sluice.config.SluiceConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints or creates the topics of a configuration. */
@Command(
    name = "topics",
    header = "Print the topics that a configuration needs, or create them.",
    description = {
      "",
      "Output topics get as many partitions as the source topic of their pipeline. What exists is"
          + " left as it is; the exit code is 1 when it has another number of partitions."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice topics -c my.yaml",
      "  ./sluice topics -c my.yaml --partitions 12 --replication-factor 3 --apply"
    })
public final class TopicsCommand implements Callable<Integer> {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;
  @Mixin private ConfigFile file;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "6",
      description = "Partitions of a source topic that is missing (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--replication-factor",
      paramLabel = "R",
      defaultValue = "1",
      description =
          "Replicas of every partition; from 3 on, two must be in sync (default: ${DEFAULT-VALUE}).")
  private short replicas;

  @Option(names = "--apply", description = "Create what is missing (default: only print).")
  private boolean apply;

  @Override
  public Integer call() throws Exception {
    requirePositive("--partitions", partitions);
    requirePositive("--replication-factor", replicas);
    SluiceConfig config = file.load();
    PrintWriter out = spec.commandLine().getOut();
    boolean differs = false;
    try (Topics topics = new Topics(config.kafka(), ANSWER)) {
      for (WantedTopic topic : WantedTopic.of(config, topics, partitions, replicas)) {
        out.printf(
            Locale.ROOT,
            "%-32s %3d partitions  %s%n",
            topic.name(),
            topic.partitions(),
            done(topics, topic));
        out.flush();
        differs |= topic.differs();
      }
    }
    return differs ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(spec.commandLine(), option + " must be at least 1, is " + value);
    }
  }

  private String done(Topics topics, WantedTopic topic) {
    if (topic.differs()) {
      return "exists with " + topic.present().getAsInt();
    }
    if (topic.present().isPresent()) {
      return "exists";
    }
    if (!apply) {
      return "missing; --apply creates it";
    }
    topics.create(topic.name(), topic.partitions(), replicas, topic.config());
    return "created";
  }
}
