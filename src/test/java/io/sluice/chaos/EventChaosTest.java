package io.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.replay.SourcePublisher;
import io.sluice.train.language.TestEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills instances of a pipeline of events and their broker, and compares what it publishes, byte
 * for byte, with what the same pipeline publishes that nobody touches.
 */
@EnabledIfSystemProperty(
    named = "sluice.chaos.faults",
    matches = "[1-9]\\d*",
    disabledReason = "-Dsluice.chaos.faults=0")
final class EventChaosTest {
  private static final int FAULTS = Math.max(4, Integer.getInteger("sluice.chaos.faults", 0) / 2);
  private static final long SEED = Long.getLong("sluice.chaos.seed", 20130218L);
  private static final int PARTITIONS = 4;
  private static final int HOMES = 40;
  private static final int BACKLOG = 400;
  private static final Duration PACE = Duration.ofMillis(60);
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String SOURCE = "happenings";
  private static final List<String> OUTPUTS = List.of("forecasts", "alerts", "late", "dead");
  private static final Path LOGS = Path.of("target", "chaos", "events");

  @TempDir Path dir;
  private final Random random = new Random(SEED);
  private long minute = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli() / 60_000;

  @Test
  void whatIsPublished_isThatOfAnUndisturbedPipeline_whateverIsKilled() throws Exception {
    Path model = TestEvents.model(dir, "home", SEED);
    Files.createDirectories(LOGS);
    List<ChildJvm> services = new ArrayList<>();
    try (BrokerProcess broker =
        new BrokerProcess(dir.resolve("broker"), LOGS.resolve("broker.log"))) {
      createTopics(broker);
      Path calm = config(broker, model, "calm");
      Path torn = config(broker, model, "torn");
      try (SourcePublisher publisher =
          new SourcePublisher(
              Map.of("bootstrap.servers", broker.bootstrap(), "delivery.timeout.ms", "120000"),
              SOURCE)) {
        for (int i = 0; i < BACKLOG; i++) {
          step(publisher);
        }
        services.add(service(calm, "calm"));
        services.add(service(torn, "torn-1"));
        services.add(service(torn, "torn-2"));
        for (int fault = 0; fault < FAULTS; fault++) {
          for (int i = 0; i < 60; i++) {
            step(publisher);
            LockSupport.parkNanos(PACE.toNanos());
          }
          inject(fault, broker, services);
        }
        publisher.watermark(minute * 60_000 + Duration.ofDays(60).toMillis());
      }
      assertSame(broker, services);
    } finally {
      services.forEach(ChildJvm::close);
    }
  }

  private void inject(int fault, BrokerProcess broker, List<ChildJvm> services) throws Exception {
    if (fault % 4 == 3) {
      broker.kill();
      broker.restart();
    } else {
      ChildJvm victim = services.get(1 + random.nextInt(2));
      victim.kill();
      victim.restart();
    }
    revive(services);
  }

  private static void revive(List<ChildJvm> services) throws Exception {
    for (ChildJvm service : services) {
      if (!service.isAlive()) {
        service.restart();
      }
    }
  }

  private static void createTopics(BrokerProcess broker) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    topics.add(new NewTopic(SOURCE, PARTITIONS, (short) 1));
    for (String run : List.of("calm", "torn")) {
      for (String output : OUTPUTS) {
        topics.add(new NewTopic(run + "." + output, PARTITIONS, (short) 1));
      }
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin.createTopics(topics).all().get();
    }
  }

  private Path config(BrokerProcess broker, Path model, String run) throws Exception {
    return Files.writeString(
        dir.resolve(run + ".yaml"),
        """
        application-id: %1$s
        kafka: { bootstrap.servers: "%2$s" }
        streams: { num.stream.threads: 2, commit.interval.ms: "200",
          main.consumer.session.timeout.ms: "3000", main.consumer.heartbeat.interval.ms: "500",
          producer.transaction.timeout.ms: "5000", producer.max.block.ms: "20000" }
        http: { port: 0 }
        pipelines:
          home:
            source: { topic: %3$s, key: home, timestamp: { field: ts, format: epoch-millis } }
            window: { size: 1m, max-drift: 30d }
            events: { token: sensor, session: { gap: 30m } }
            model: %4$s
            key-ttl: 40d
            alerts: { budget: 4h }
            topics: { forecasts: %1$s.forecasts, alerts: %1$s.alerts, late: %1$s.late, dead-letters: %1$s.dead }
        """
            .formatted(run, broker.bootstrap(), SOURCE, model));
  }

  private ChildJvm service(Path config, String name) throws Exception {
    return new ChildJvm(
        LOGS.resolve(name + ".log"),
        "io.sluice.cli.Sluice",
        List.of("-Xmx256m", "-Dsluice.rocksdb.memory.mb=32"),
        List.of("run", "-c", config.toString(), "--data-dir", dir.resolve(name).toString()));
  }

  /** A minute of all homes: a third have an event or two, some late, some that are none. */
  private void step(SourcePublisher publisher) {
    for (int home = 0; home < HOMES; home++) {
      for (int n = random.nextInt(6) - 3; n > 0; n--) {
        long time = minute * 60_000 + random.nextInt(60_000);
        long said = random.nextInt(100) == 0 ? time - 180_000 : time - random.nextInt(5_000);
        String token = random.nextInt(200) == 0 ? "" : TestEvents.token(random, minute + home);
        String json =
            "{\"home\":\"h%02d\",\"ts\":%d,\"sensor\":\"%s\"}".formatted(home, said, token);
        byte[] key = "h%02d".formatted(home).getBytes(StandardCharsets.US_ASCII);
        publisher.publish(key, json.getBytes(StandardCharsets.UTF_8), null);
      }
    }
    publisher.flush();
    minute++;
  }

  private static void assertSame(BrokerProcess broker, List<ChildJvm> services) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<String, List<String>> calm = Map.of();
    Map<String, List<String>> torn = Map.of("", List.of());
    int before = -1;
    int now = 0;
    while (System.nanoTime() < deadline && (now != before || !calm.equals(torn))) {
      LockSupport.parkNanos(Duration.ofSeconds(4).toNanos());
      revive(services);
      before = now;
      calm = published(broker, "calm");
      torn = published(broker, "torn");
      now = count(calm) + count(torn);
    }
    System.out.printf(
        Locale.ROOT,
        "event chaos: faults=%d windows=%d alerts=%d late=%d dead-letters=%d seed=%d%n",
        FAULTS,
        count(calm, "forecasts"),
        count(calm, "alerts"),
        count(calm, "late"),
        count(calm, "dead"),
        SEED);
    for (String output : OUTPUTS) {
      assertThat(count(calm, output)).as(output).isPositive();
    }
    assertThat(torn.keySet()).isEqualTo(calm.keySet());
    for (Map.Entry<String, List<String>> key : calm.entrySet()) {
      assertSame(key.getKey(), key.getValue(), torn.get(key.getKey()));
    }
  }

  /** Names the first difference, and no more. */
  private static void assertSame(String key, List<String> calm, List<String> torn) {
    for (int i = 0; i < Math.min(calm.size(), torn.size()); i++) {
      assertThat(torn.get(i)).as(key + " #" + i).isEqualTo(calm.get(i));
    }
    assertThat(torn).as(key).hasSameSizeAs(calm);
  }

  private static int count(Map<String, List<String>> published) {
    return published.values().stream().mapToInt(List::size).sum();
  }

  private static int count(Map<String, List<String>> published, String output) {
    return published.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(output))
        .mapToInt(entry -> entry.getValue().size())
        .sum();
  }

  /** By output and key, what readers of committed results get, in order. */
  private static Map<String, List<String>> published(BrokerProcess broker, String run) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String output : OUTPUTS) {
      for (int i = 0; i < PARTITIONS; i++) {
        partitions.add(new TopicPartition(run + "." + output, i));
      }
    }
    Map<String, List<String>> published = new TreeMap<>();
    Map<String, Object> properties =
        Map.of("bootstrap.servers", broker.bootstrap(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          String output = record.topic().substring(run.length() + 1);
          published
              .computeIfAbsent(name(output, record), one -> new ArrayList<>())
              .add(said(output, record));
        }
      }
    }
    if (published.isEmpty()) {
      return published;
    }
    // How the partitions of the source mix is not told: only where each event lay is.
    published.replaceAll(
        (name, values) ->
            name.startsWith("late") || name.startsWith("dead")
                ? values.stream().sorted().toList()
                : values);
    return published;
  }

  private static String name(String output, ConsumerRecord<byte[], byte[]> record) {
    boolean isKeyed = !output.equals("dead") && record.key() != null;
    return output + "/" + (isKeyed ? new String(record.key(), StandardCharsets.UTF_8) : "");
  }

  /** A late event says how far time had come, which is not told; the rest is. */
  private static String said(String output, ConsumerRecord<byte[], byte[]> record) {
    String value = record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8);
    return output.equals("late") ? value.replaceAll("\"closedThrough\":\"[^\"]*\"", "") : value;
  }
}
