package io.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether time may go on in a silent partition hangs on these answers. */
@Timeout(120)
final class GroupLagTest {
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path dir;
  private static EmbeddedBroker broker;
  private static Admin admin;
  private static int tests;
  private String name;
  private TopicPartition input;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(dir.resolve("broker"));
    admin = admin(broker);
  }

  @AfterAll
  static void stop() {
    admin.close(Duration.ZERO);
    broker.close();
  }

  private static Admin admin(EmbeddedBroker of) {
    return Admin.create(Map.of("bootstrap.servers", of.bootstrapServers()));
  }

  /** A topic and a group of its own, both of that name. */
  @BeforeEach
  void createTopic() throws Exception {
    name = "readings-" + ++tests;
    input = new TopicPartition(name, 0);
    createTopic(admin);
  }

  private void createTopic(Admin of) throws Exception {
    of.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty()))).all().get();
  }

  private KafkaProducer<String, String> producer(Map<String, String> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("bootstrap.servers", broker.bootstrapServers());
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  private void send(KafkaProducer<String, String> producer, int records) {
    for (int i = 0; i < records; i++) {
      var unused = producer.send(new ProducerRecord<>(name, "k", "v"));
    }
    producer.flush();
  }

  private void commitOffset(long offset) throws Exception {
    admin.alterConsumerGroupOffsets(name, Map.of(input, new OffsetAndMetadata(offset))).all().get();
  }

  private GroupLag lag() {
    return lag(admin);
  }

  private GroupLag lag(Admin of) {
    return new GroupLag(of, name, Set.of(name), EVERY);
  }

  @Test
  void recordsThatAreNotCommitted_areTheLag() throws Exception {
    try (KafkaProducer<String, String> producer = producer(Map.of())) {
      send(producer, 3);
    }
    commitOffset(2);
    try (GroupLag lag = lag()) {
      await().atMost(LIMIT).until(() -> lag.lag(input) == 1);
      commitOffset(3);
      await().atMost(LIMIT).until(() -> lag.lag(input) == 0);
      assertThat(lag.lags()).containsExactly(Map.entry(input, 0L));
    }
  }

  @Test
  void recordsOfAnOpenTransaction_doNotCountYet() throws Exception {
    try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "upstream"));
        GroupLag lag = lag()) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, 2);
      await().atMost(LIMIT).until(() -> lag.lag(input) == 0);
      producer.commitTransaction();
      await().atMost(LIMIT).until(() -> lag.lag(input) > 0);
    }
  }

  @Test
  void partitionThatNobodyAnsweredFor_hasNoLag() {
    try (GroupLag lag = lag()) {
      TopicPartition other = new TopicPartition(name, 1);
      await().atMost(LIMIT).until(() -> lag.lag(input) == 0);
      assertThat(lag.lag(other)).isEqualTo(-1);
    }
  }
}
