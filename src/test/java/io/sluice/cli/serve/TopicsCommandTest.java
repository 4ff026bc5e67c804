package io.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.cli.Sluice;
import io.sluice.config.read.ConfigLoader;
import io.sluice.demo.Simulation;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a platform team does before the first start: make the topics, and feed them. */
final class TopicsCommandTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);

  @TempDir Path dir;
  private EmbeddedBroker broker;
  private Topics topics;
  private Path config;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(dir.resolve("broker"));
    topics =
        new Topics(Map.of("bootstrap.servers", broker.bootstrapServers()), Duration.ofSeconds(20));
    Path model = TestModels.gru(dir, "m", 8, 1, 3, SCALER, 1);
    config =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            kafka: { bootstrap.servers: "%s" }
            pipelines:
              home:
                source: { topic: readings, keyed: true, key: [room, measure],
                  timestamp: { field: ts, format: epoch-seconds } }
                window: { size: 10m }
                targets: { value: mean }
                model: %s
            """
                .formatted(broker.bootstrapServers(), model));
  }

  @AfterEach
  void stop() {
    topics.close();
    broker.close();
  }

  @Test
  void topics_arePrintedThenCreatedAndThenLeftAlone() {
    StringWriter out = new StringWriter();
    assertThat(topics(out)).isZero();
    assertThat(out.toString().lines()).hasSize(5).allMatch(line -> line.contains("missing"));
    assertThat(topics.partitions("readings")).isEmpty();

    out.getBuffer().setLength(0);
    assertThat(topics(out, "--partitions", "3", "--apply")).isZero();
    assertThat(out.toString().lines()).hasSize(5).allMatch(line -> line.endsWith("created"));
    for (String topic : new String[] {"readings", "home.forecasts", "home.dead-letters"}) {
      assertThat(topics.partitions(topic)).hasValue(3);
    }

    out.getBuffer().setLength(0);
    assertThat(topics(out, "--partitions", "5", "--apply")).isZero();
    assertThat(out.toString().lines()).hasSize(5).allMatch(line -> line.endsWith("exists"));
  }

  @Test
  void topics_withOtherPartitionsAreToldByTheExitCode() {
    topics.create("readings", 2, Map.of());
    topics.create("home.alerts", 4, Map.of());
    StringWriter out = new StringWriter();

    assertThat(topics(out, "--apply")).isEqualTo(1);

    assertThat(out.toString()).containsPattern("home.alerts +2 partitions  exists with 4");
    assertThat(topics.partitions("home.forecasts")).hasValue(2);
  }

  @Test
  void simulation_goesOnWhereTheTopicEnds() throws Exception {
    topics.create("readings", 2, Map.of());
    long first = simulate(5000);
    long newest = topics.newestTimestamp("readings");
    assertThat(first).isGreaterThanOrEqualTo(5000);
    assertThat(newest).isPositive();

    simulate(2000);
    assertThat(topics.newestTimestamp("readings")).isGreaterThan(newest);
  }

  private long simulate(long atLeast) throws Exception {
    AtomicLong published = new AtomicLong();
    try (Simulation simulation = new Simulation(ConfigLoader.load(config, System::getenv))) {
      simulation.run(() -> published.get() >= atLeast, published::set);
    }
    return published.get();
  }

  private int topics(StringWriter out, String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "topics";
    args[1] = "-c";
    args[2] = config.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return Sluice.commandLine().setOut(new PrintWriter(out, true)).execute(args);
  }
}
