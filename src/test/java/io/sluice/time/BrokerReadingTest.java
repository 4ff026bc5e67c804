package io.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tails that hold no record: whoever has read all there is must be seen to stand at the end. */
final class BrokerReadingTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofSeconds(1);

  @TempDir static Path dir;
  private static EmbeddedBroker broker;
  private static Admin admin;
  private String name = "t-" + UUID.randomUUID();
  private TopicPartition partition = new TopicPartition(name, 0);
  private final List<AutoCloseable> open = new ArrayList<>();
  private BrokerReading reading;
  private KafkaConsumer<byte[], byte[]> consumer;

  /** Offset of the record that was processed last. */
  private long processed = -1;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(dir);
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void read() throws Exception {
    create(name, Map.of());
  }

  private void create(String topic, Map<String, String> config) throws Exception {
    name = topic;
    partition = new TopicPartition(topic, 0);
    admin
        .createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(config)))
        .all()
        .get(30, TimeUnit.SECONDS);
    begin();
  }

  /** A new reader, where the group has committed. */
  private void begin() {
    processed = -1;
    reading = keep(new BrokerReading(admin, name, name, name, 1, true, IDLE));
    Map<String, Object> config = new HashMap<>(reading.consumerProperties());
    config.put("bootstrap.servers", broker.bootstrapServers());
    config.put("group.id", name);
    config.put("isolation.level", "read_committed");
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", "false");
    consumer =
        keep(new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    reading.begin(0);
    consumer.assign(List.of(partition));
  }

  private <T extends AutoCloseable> T keep(T resource) {
    open.add(resource);
    return resource;
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("bootstrap.servers", broker.bootstrapServers());
    return keep(new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      send(producer, "v".getBytes(StandardCharsets.UTF_8));
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, byte @Nullable [] value)
      throws Exception {
    producer.send(new ProducerRecord<>(name, 0, new byte[] {1}, value)).get(30, TimeUnit.SECONDS);
  }

  /** Reads and processes what comes until the reader is seen to stand at an end asked for now. */
  private long awaitEnd() {
    askedEnd();
    OptionalLong[] end = {OptionalLong.empty()};
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              poll();
              end[0] = reading.reachedEnd(0, processed);
              return end[0].isPresent();
            });
    return end[0].getAsLong();
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
      processed = record.offset();
    }
  }

  /** Waits for an answer to a question that is asked now. */
  private long askedEnd() {
    long asked = reading.ask();
    await().atMost(LIMIT).until(() -> reading.end(0, asked).isPresent());
    return reading.end(0, asked).getAsLong();
  }

  @Test
  void partitionThatWasNeverWritten_isAtItsEnd() {
    assertThat(awaitEnd()).isZero();
  }

  @Test
  void record_isReadOnceItIsProcessed_notOnceItIsPolled() throws Exception {
    send(producer(Map.of()), 3);
    await().atMost(LIMIT).until(() -> consumer.poll(Duration.ofMillis(50)).count() > 0);
    consumer.poll(Duration.ofMillis(200));
    assertThat(askedEnd()).isEqualTo(3);
    assertThat(reading.reachedEnd(0, 1)).isEmpty();
    assertThat(reading.reachedEnd(0, 2)).hasValue(3);
  }

  @Test
  void recordThatIsNotRead_isNoEnd_howeverOldTheAnswer() throws Exception {
    assertThat(awaitEnd()).isZero();
    send(producer(Map.of()), 1);
    await().atMost(LIMIT).until(() -> reading.reachedEnd(0, processed).isEmpty());
    assertThat(askedEnd()).isEqualTo(1);
    assertThat(awaitEnd()).isEqualTo(1);
  }

  @Test
  void tailOfAbortedRecords_isRead() throws Exception {
    KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", name));
    producer.initTransactions();
    producer.beginTransaction();
    send(producer, 2);
    producer.commitTransaction();
    producer.beginTransaction();
    send(producer, 5);
    producer.abortTransaction();
    assertThat(awaitEnd()).isEqualTo(9);
    assertThat(processed).isEqualTo(1);
  }

  @Test
  void openTransaction_isSomethingToRead_untilItEnds() throws Exception {
    KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", name));
    producer.initTransactions();
    producer.beginTransaction();
    send(producer, 1);
    assertThat(askedEnd()).isEqualTo(1);
    poll();
    assertThat(reading.reachedEnd(0, processed)).isEmpty();
    producer.abortTransaction();
    assertThat(awaitEnd()).isEqualTo(2);
  }

  @Test
  void deletedRecords_areNothingToRead_forAReaderThatHadThemBeforeIt() throws Exception {
    send(producer(Map.of()), 10);
    admin
        .alterConsumerGroupOffsets(name, Map.of(partition, new OffsetAndMetadata(4)))
        .all()
        .get(30, TimeUnit.SECONDS);
    admin
        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(10)))
        .all()
        .get(30, TimeUnit.SECONDS);
    assertThat(askedEnd()).isEqualTo(10);
    assertThat(awaitEnd()).isEqualTo(10);
  }

  /** A key's values are compacted away, then its tombstone; what rolled the segment was aborted. */
  @Test
  void compactedRecords_areNothingToRead() throws Exception {
    create(
        name + "-compacted",
        Map.of(
            "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.01",
            "delete.retention.ms", "0",
            "segment.ms", "1"));
    send(producer(Map.of()), 5);
    send(producer(Map.of()), null);
    KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", name));
    producer.initTransactions();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              producer.beginTransaction();
              send(producer, 1);
              producer.abortTransaction();
              begin();
              long end = awaitEnd();
              return processed < 0 && end > 6;
            });
  }

  @Test
  void readerOfABacklog_keepsUpOnlyOnceIt_isWorkedOff() throws Exception {
    KafkaProducer<byte[], byte[]> producer = producer(Map.of());
    for (int i = 0; i < 3000; i++) {
      var unused = producer.send(new ProducerRecord<>(name, 0, new byte[] {1}, new byte[] {1}));
    }
    producer.flush();
    assertThat(askedEnd()).isEqualTo(3000);
    assertThat(reading.keepsUp(partition)).as("nothing is read").isFalse();
    await().atMost(LIMIT).until(() -> consumer.poll(Duration.ofMillis(50)).count() > 0);
    assertThat(reading.keepsUp(partition)).as("a poll's worth is read").isFalse();
    awaitEnd();
    assertThat(reading.keepsUp(partition)).isTrue();
  }

  /** Kafka Streams pauses a partition of which enough is buffered, or whose task is restored. */
  @Test
  void pausedPartition_isAtItsEndOnlyIfAllOfItIsRead() throws Exception {
    assertThat(awaitEnd()).isZero();
    consumer.pause(List.of(partition));
    send(producer(Map.of()), 1);
    assertThat(askedEnd()).isEqualTo(1);
    poll();
    assertThat(reading.reachedEnd(0, processed)).isEmpty();
    consumer.resume(List.of(partition));
    assertThat(awaitEnd()).isEqualTo(1);
  }

  @Test
  void readerThatGoesOnWhereAllIsRead_isAtTheEnd_andOneThatDoesNot_isNot() throws Exception {
    send(producer(Map.of()), 10);
    commit(10);
    begin();
    assertThat(askedEnd()).isEqualTo(10);
    assertThat(reading.reachedEnd(0, -1)).hasValue(10);
    commit(9);
    begin();
    assertThat(askedEnd()).isEqualTo(10);
    assertThat(reading.reachedEnd(0, -1)).isEmpty();
    assertThat(awaitEnd()).isEqualTo(10);
  }

  private void commit(long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(name, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get(30, TimeUnit.SECONDS);
  }

  /** A partition that was given back and taken anew must not be judged by where it stood. */
  @Test
  void readerThatBeginsAnew_isNotWhereTheOneBeforeStood() throws Exception {
    send(producer(Map.of()), 3);
    assertThat(askedEnd()).isEqualTo(3);
    assertThat(awaitEnd()).isEqualTo(3);
    reading.begin(0);
    assertThat(reading.reachedEnd(0, -1)).isEmpty();
    assertThat(askedEnd()).isEqualTo(3);
    assertThat(reading.reachedEnd(0, -1)).as("nothing is committed: it reads all anew").isEmpty();
  }

  @Test
  void answerOfABrokerThatIsGone_isWorthNothingAfterAWhile() throws Exception {
    EmbeddedBroker other = EmbeddedBroker.start(dir.resolve("other-" + name));
    open.add(other);
    Admin client = Admin.create(Map.of("bootstrap.servers", other.bootstrapServers()));
    open.add(() -> client.close(Duration.ZERO)); // what it has asked is never answered
    client.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
    BrokerReading elsewhere = keep(new BrokerReading(client, name, name, name, 1, true, IDLE));
    elsewhere.begin(0);
    await().atMost(LIMIT).until(() -> elsewhere.reachedEnd(0, -1).isPresent());
    other.close();
    await().atMost(LIMIT).until(() -> elsewhere.reachedEnd(0, -1).isEmpty());
  }
}
