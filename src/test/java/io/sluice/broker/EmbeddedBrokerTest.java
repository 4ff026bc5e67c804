package io.sluice.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long LONG_AGO = 86_400_000L;

  @TempDir Path dataDir;

  @Test
  void restartOnSameDirectoryKeepsCommittedRecordsAndHidesAbortedOnes() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dataDir);
        Topics topics = topics(broker)) {
      assertThat(topics.create("readings", 2, Map.of())).isTrue();
      produce(broker);
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(dataDir);
        Topics topics = topics(broker)) {
      assertThat(topics.partitions("readings")).hasValue(2);
      List<ConsumerRecord<String, String>> records = read(broker, 2);
      assertThat(records).extracting(ConsumerRecord::value).containsExactly("first", "second");
      assertThat(records).extracting(ConsumerRecord::timestamp).containsOnly(LONG_AGO);
    }
  }

  @Test
  void topicsThatExistAreLeftAndMissingOnesAreEmpty() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dataDir);
        Topics topics = topics(broker)) {
      assertThat(topics.partitions("absent")).isEmpty();
      assertThat(topics.create("twice", 3, Map.of("retention.ms", "-1"))).isTrue();
      assertThat(topics.create("twice", 1, Map.of())).isFalse();
      assertThat(topics.partitions("twice")).hasValue(3);
      assertThatThrownBy(() -> topics.create("no such name!", 1, Map.of()))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("no such name!");
    }
  }

  @Test
  void directoryInUseIsRefusedWithItsNameAndItsUserUnharmed() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dataDir);
        Topics topics = topics(broker)) {
      assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
      assertThatThrownBy(() -> EmbeddedBroker.start(dataDir).close())
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("directory " + dataDir + " is in use by another broker");
      assertThat(topics.create("readings", 1, Map.of())).isTrue();
    }
  }

  @Test
  void brokerThatDoesNotAnswerIsReportedInTime() {
    Map<String, String> nobody = Map.of("bootstrap.servers", "127.0.0.1:1");
    try (Topics topics = new Topics(nobody, Duration.ofMillis(500))) {
      assertThatThrownBy(() -> topics.partitions("readings"))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("look for topic readings");
    }
  }

  private static Topics topics(EmbeddedBroker broker) {
    return new Topics(Map.of("bootstrap.servers", broker.bootstrapServers()), TIMEOUT);
  }

  private static void produce(EmbeddedBroker broker) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, "first");
      send(producer, "second");
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, "undone");
      producer.abortTransaction();
    }
  }

  private static void send(KafkaProducer<String, String> producer, String value) {
    // a failure surfaces when the transaction is committed
    var unused = producer.send(new ProducerRecord<>("readings", 0, LONG_AGO, "k", value));
  }

  private static List<ConsumerRecord<String, String>> read(EmbeddedBroker broker, int count) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest");
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition("readings", 0)));
      Awaitility.await()
          .atMost(TIMEOUT)
          .pollInSameThread()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
              });
    }
    return records;
  }
}
