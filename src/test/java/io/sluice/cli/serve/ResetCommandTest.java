package io.sluice.cli.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.cli.Sluice;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user who begins a pipeline anew loses, keeps and is told. */
@Timeout(120)
final class ResetCommandTest {
  private static final List<String> INTERNAL =
      List.of(
          "events-repartition",
          "key-state-changelog",
          "meta-changelog",
          "source-clock-changelog",
          "windows-changelog");

  private static EmbeddedBroker broker;
  private static Admin admin;
  private static int applications;

  @TempDir static Path shared;
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String application;
  private Path config;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(shared.resolve("broker"));
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  /** Topics and offsets as a pipeline leaves them, and those of another whose name begins alike. */
  @BeforeEach
  void stoppedPipelines() throws Exception {
    application = "app" + applications++;
    config = config(broker.bootstrapServers());
    List<NewTopic> topics = new ArrayList<>();
    for (String pipeline : List.of("home", "home-2")) {
      INTERNAL.forEach(topic -> topics.add(topic(application + "-" + pipeline + "-" + topic)));
    }
    for (String topic : List.of("readings", "forecasts", "alerts", "late", "dead-letters")) {
      topics.add(topic(application + "." + topic));
    }
    admin.createTopics(topics).all().get();
    send(repartition(1), 10);
    send(source(0), 7);
    // Of topics that the broker knows by now; it may be slow to after their creation.
    commit("home", source(0), 3);
    commit("home", repartition(1), 4);
    commit("home-2", source(0), 5);
  }

  private static NewTopic topic(String name) {
    return new NewTopic(name, 2, (short) 1);
  }

  private TopicPartition source(int partition) {
    return new TopicPartition(application + ".readings", partition);
  }

  private TopicPartition repartition(int partition) {
    return new TopicPartition(application + "-home-events-repartition", partition);
  }

  private void commit(String pipeline, TopicPartition partition, long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            application + "-" + pipeline, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  private static void send(TopicPartition partition, int records) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        producer
            .send(
                new ProducerRecord<>(
                    partition.topic(), partition.partition(), null, new byte[] {(byte) i}))
            .get();
      }
    }
  }

  private Path config(String servers) throws Exception {
    return Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        application-id: %1$s
        kafka: { bootstrap.servers: "%2$s", default.api.timeout.ms: 5000, request.timeout.ms: 5000 }
        pipelines:
          home:
            source: { topic: %1$s.readings, key: key }
            window: { size: 10m }
            targets: { value: mean }
            model: no-longer-there.onnx
            topics: { forecasts: %1$s.forecasts, alerts: %1$s.alerts, late: %1$s.late,
              dead-letters: %1$s.dead-letters }
          home-2:
            source: { topic: %1$s.readings, key: key }
            window: { size: 1h }
            targets: { value: mean }
            model: no-longer-there.onnx
        """
            .formatted(application, servers));
  }

  private int reset(String answer, String... more) {
    return reset("home", answer, List.of(more));
  }

  private int reset(String pipeline, String answer, List<String> more) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> args =
        new ArrayList<>(List.of("reset", "-c", config.toString(), "--pipeline", pipeline));
    args.addAll(more);
    InputStream terminal = System.in;
    System.setIn(new ByteArrayInputStream(answer.getBytes(UTF_8)));
    try {
      return Sluice.commandLine()
          .setOut(new PrintWriter(out, true))
          .setErr(new PrintWriter(err, true))
          .execute(args.toArray(String[]::new));
    } finally {
      System.setIn(terminal);
    }
  }

  private Set<String> topics() throws Exception {
    Set<String> topics = new TreeSet<>(admin.listTopics().names().get());
    topics.removeIf(topic -> !topic.startsWith(application));
    return topics;
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(String pipeline) throws Exception {
    return admin
        .listConsumerGroupOffsets(application + "-" + pipeline)
        .partitionsToOffsetAndMetadata()
        .get();
  }

  @Test
  void reset_saysWhatItDeletes_andDeletesThatAlone() throws Exception {
    Set<String> expected = topics();
    INTERNAL.forEach(topic -> expected.remove(application + "-home-" + topic));

    assertThat(reset("", "--yes")).as(err.toString()).isZero();

    assertThat(topics()).isEqualTo(expected);
    assertThat(offsets("home")).containsOnlyKeys(source(0));
    assertThat(offsets("home").get(source(0)).offset()).isEqualTo(3);
    assertThat(offsets("home-2").get(source(0)).offset()).isEqualTo(5);
    String prefix = application + "-home-";
    assertThat(out.toString().lines())
        .containsExactly(
            "To reset pipeline home, these are deleted:",
            "  topic " + prefix + "events-repartition, 2 partitions, at most 10 records",
            "  topic " + prefix + "key-state-changelog, 2 partitions, at most 0 records",
            "  topic " + prefix + "meta-changelog, 2 partitions, at most 0 records",
            "  topic " + prefix + "source-clock-changelog, 2 partitions, at most 0 records",
            "  topic " + prefix + "windows-changelog, 2 partitions, at most 0 records",
            "  offsets of group " + application + "-home in " + prefix + "events-repartition",
            "The state of every key and all open windows go with them: every key is new again.",
            "At most 6 records are decoded but not yet in a window; only --from-beginning reads them again.",
            "Source topic " + application + ".readings is read",
            "  partition 0 from offset 3",
            "  partition 1 where auto.offset.reset says: earliest",
            "Output topics stay as they are: %1$s.forecasts, %1$s.alerts, %1$s.late, %1$s.dead-letters."
                .formatted(application),
            "deleted topics: 5",
            "deleted committed offsets of " + prefix + "events-repartition",
            "pipeline home begins without state at its next start");

    assertThat(reset("", "--yes")).isZero();
    assertThat(out.toString().lines()).containsExactly("pipeline home: there is nothing to reset");
  }

  @Test
  void resetFromTheBeginning_forgetsWhereTheSourceWas_alsoWhenTheRestIsDoneAlready()
      throws Exception {
    assertThat(reset("", "--yes")).isZero();

    assertThat(reset("y\n", "--from-beginning")).as(err.toString()).isZero();

    assertThat(offsets("home")).isEmpty();
    assertThat(offsets("home-2")).containsOnlyKeys(source(0));
    assertThat(out.toString())
        .contains("partition 0 where auto.offset.reset says: earliest")
        .contains("written a second time")
        .doesNotContain("topic " + application + "-home-");
    assertThat(reset("", "--from-beginning")).isZero();
    assertThat(out.toString()).contains("nothing to reset");
  }

  @Test
  void anythingButAYes_deletesNothing() throws Exception {
    Set<String> before = topics();
    Path store = Files.createDirectories(dir.resolve("data/streams/" + application + "-home/0_0"));
    for (String answer : List.of("", "\n", "n\n", "yess\n")) {
      assertThat(reset(answer, "--from-beginning", "--data-dir", dir.resolve("data").toString()))
          .isEqualTo(1);
      assertThat(out.toString().strip()).endsWith("Reset pipeline home? [y/N]");
      assertThat(err.toString().lines()).containsExactly("Nothing was deleted.");
    }
    assertThat(topics()).isEqualTo(before);
    assertThat(offsets("home")).containsOnlyKeys(source(0), repartition(1));
    assertThat(store).exists();
  }

  @Test
  void storesOfThisMachine_goToo_butNotWhatALinkPointsTo() throws Exception {
    Path streams = dir.resolve("data/streams");
    Path own = Files.createDirectories(streams.resolve(application + "-home/0_0/rocksdb"));
    Files.writeString(own.resolve("000001.sst"), "state");
    Path other = Files.createDirectories(streams.resolve(application + "-home-2/0_0"));
    Path elsewhere = Files.writeString(dir.resolve("elsewhere"), "mine");
    Files.createSymbolicLink(streams.resolve(application + "-home/0_0/link"), elsewhere);

    assertThat(reset("yes\n", "--data-dir", dir.resolve("data").toString())).isZero();

    assertThat(out.toString()).contains("deleted directory " + streams.resolve(application));
    assertThat(streams.resolve(application + "-home")).doesNotExist();
    assertThat(other).exists();
    assertThat(elsewhere).hasContent("mine");
  }

  @Test
  void unknownPipeline_isWrongUsage() {
    assertThat(reset("office", "", List.of("--yes"))).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("sluice reset: " + config + " has no pipeline office; it has home, home-2");
  }

  @Test
  void brokerThatCannotBeReached_isOneLine() throws Exception {
    config = config("127.0.0.1:1");

    assertThat(reset("", "--yes")).isEqualTo(1);

    assertThat(err.toString())
        .startsWith("sluice reset: cannot look for group " + application + "-home: ")
        .hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }
}
