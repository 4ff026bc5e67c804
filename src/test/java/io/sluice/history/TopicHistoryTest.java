package io.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.BrokerException;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.PipelineConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.event.Watermark;
import io.sluice.history.series.Reading;
import io.sluice.history.series.Series;
import io.sluice.history.series.SeriesReader;
import io.sluice.replay.Pacer;
import io.sluice.replay.RowFeed;
import io.sluice.replay.SourcePublisher;
import io.sluice.replay.rows.Rows;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a topic holds trains as the same events in a file would. */
final class TopicHistoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);
  private static final int PARTITIONS = 3;
  private static final int ROWS = 700;

  @TempDir static Path brokerDir;
  private static EmbeddedBroker broker;
  private static Map<String, String> kafka;

  @TempDir Path dir;
  private String topic;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(brokerDir);
    kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void createTopic() {
    topic = "sales-" + System.nanoTime();
    try (Topics topics = new Topics(kafka, PATIENCE)) {
      topics.create(topic, PARTITIONS, Map.of());
    }
  }

  private static String sku(int row) {
    return "sku" + row % 7;
  }

  private static LocalDate day(int row) {
    return FIRST.plusDays(row / 11);
  }

  /** Seven keys in turn, eleven rows a day, the same text in both forms. */
  private Reading ofCsv(PipelineConfig pipeline) throws Exception {
    StringBuilder rows = new StringBuilder("day,sku,qty,promo\n");
    for (int row = 0; row < ROWS; row++) {
      rows.append("%s,%s,%d,%s\n".formatted(day(row), sku(row), row * 37 % 101, promo(row)));
    }
    Path csv = Files.writeString(dir.resolve("sales.csv"), rows);
    return read(pipeline, new CsvHistory(List.of(csv), pipeline));
  }

  private static String promo(int row) {
    return row % 5 == 0 ? "1" : "";
  }

  private static byte[] value(int row, String before) {
    String promo = promo(row).isEmpty() ? "" : ",\"promo\":1";
    return "{%s\"qty\":%d%s}"
        .formatted(before, row * 37 % 101, promo)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] event(int row) {
    return value(row, "\"day\":\"%s\",\"sku\":\"%s\",".formatted(day(row), sku(row)));
  }

  private static Reading read(PipelineConfig pipeline, History history) {
    return SeriesReader.read(pipeline, history, (records, share) -> {});
  }

  private Reading ofTopic(PipelineConfig pipeline) {
    return read(pipeline, new TopicHistory(kafka, topic, PATIENCE));
  }

  private static void assertSame(Reading one, Reading other) {
    assertThat(one.series()).hasSize(14);
    assertThat(windows(one)).isEqualTo(windows(other));
  }

  private static List<String> windows(Reading reading) {
    List<String> windows = new ArrayList<>();
    for (Series series : reading.series()) {
      for (int t = 0; t < series.length(); t++) {
        windows.add(series.name() + " " + series.start(t) + " " + series.value(t));
      }
    }
    return windows;
  }

  @Test
  void committedRecordsOfATopic_areTheSeriesOfTheSameRowsInAFile() throws Exception {
    PipelineConfig pipeline = Pipelines.shop(dir);
    try (KafkaProducer<byte[], byte[]> producer = producer("transactional.id", topic)) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int row = 0; row < ROWS; row++) {
        send(producer, row % PARTITIONS, event(row));
      }
      producer.commitTransaction();
      producer.beginTransaction();
      for (int row = 0; row < PARTITIONS; row++) {
        send(producer, row, event(row));
      }
      producer.abortTransaction();
    }
    assertSame(ofTopic(pipeline), ofCsv(pipeline));
  }

  @Test
  void keyAndTimestampOfTheRecord_areRead() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer("acks", "all")) {
      for (int row = 0; row < ROWS; row++) {
        long time = day(row).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        byte[] key = sku(row).getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(new ProducerRecord<>(topic, null, time, key, value(row, "")));
      }
    }
    Reading records = ofTopic(Pipelines.shop(dir, "$record", "$record"));
    assertSame(records, ofCsv(Pipelines.shop(dir)));
  }

  @Test
  void watermarksAreNoRecords_andWhatIsNoEventIsNamedByItsOffset() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer("acks", "all")) {
      for (int row = 0; row < 100; row++) {
        send(producer, 1, event(row));
      }
      send(producer, 1, "{ no json".getBytes(StandardCharsets.UTF_8));
      send(producer, 1, null);
      ProducerRecord<byte[], byte[]> watermark = new ProducerRecord<>(topic, 1, null, null);
      watermark.headers().add(Watermark.HEADER, "1704067200000".getBytes(StandardCharsets.UTF_8));
      var unused = producer.send(watermark);
    }
    Reading reading = ofTopic(Pipelines.shop(dir));
    assertThat(reading.describe().get(0)).startsWith(topic + ": 102 records, 14 series of ");
    assertThat(reading.describe())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "not events, malformed-json: 1 (" + topic + "-1, offset 100: not JSON"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("not events, tombstone: 1 (" + topic + "-1, offset 101: null value"));
  }

  /** The order of a file tells the hour that comes twice; in the topic the records tell it. */
  @Test
  void localTimesThatComeTwice_whenAFileIsPublished_areThoseOfTheFile() throws Exception {
    StringBuilder text = new StringBuilder("at,sku,qty\n");
    for (int i = -30; i < 30; i++) {
      LocalDateTime local =
          Instant.parse("2023-10-29T01:00:00Z")
              .plusSeconds(600L * i)
              .atZone(ZoneId.of("Europe/Berlin"))
              .toLocalDateTime();
      text.append("%s,a,%d\n%s,b,%d\n".formatted(local, i, local, 2 * i));
    }
    Path csv = Files.writeString(dir.resolve("local.csv"), text);
    PipelineConfig pipeline = berlin();
    try (Rows rows = Rows.open(csv, pipeline, List.of(), 0);
        SourcePublisher publisher = new SourcePublisher(kafka, topic)) {
      new RowFeed(rows, pipeline, 0).run(publisher, Pacer.NONE, false, records -> {});
    }
    Reading file = read(pipeline, new CsvHistory(List.of(csv), pipeline));
    assertThat(file.series().get(0).length()).isEqualTo(10);
    assertThat(windows(ofTopic(pipeline))).isEqualTo(windows(file));
  }

  private PipelineConfig berlin() throws Exception {
    Path config =
        Files.writeString(
            dir.resolve("local.yaml"),
            """
            pipelines:
              p:
                source: { topic: t, key: sku, timestamp: { field: at, zone: Europe/Berlin } }
                window: { size: 1h }
                targets: { qty: sum }
                model: not-yet.onnx
            """);
    return ConfigLoader.loadForTraining(config, name -> null).pipelines().get("p");
  }

  @Test
  void recordsThatComeWhileItIsRead_areNotWaitedFor() throws Exception {
    List<Double> shares = new ArrayList<>();
    AtomicBoolean sent = new AtomicBoolean();
    try (KafkaProducer<byte[], byte[]> producer = producer("acks", "all")) {
      for (int row = 0; row < 50; row++) {
        send(producer, row % PARTITIONS, event(row));
      }
      producer.flush();
      new TopicHistory(kafka, topic, PATIENCE)
          .read(
              (record, place, share) -> {
                shares.add(share);
                if (sent.compareAndSet(false, true)) {
                  for (int partition = 0; partition < PARTITIONS; partition++) {
                    send(producer, partition, event(0));
                  }
                  producer.flush();
                }
              });
    }
    assertThat(shares).hasSize(50).allMatch(share -> share >= 0 && share <= 1);
  }

  @Test
  void emptyTopic_hasNoSeries() {
    assertThat(ofTopic(Pipelines.shop(dir)).describe())
        .containsExactly(topic + ": 0 records, 0 series of 0 windows");
  }

  @Test
  void topicThatThereIsNot_andBrokerThatDoesNotAnswer_areNamed() {
    PipelineConfig pipeline = Pipelines.shop(dir);
    assertThatThrownBy(() -> read(pipeline, new TopicHistory(kafka, "absent", PATIENCE)))
        .isInstanceOf(BrokerException.class)
        .hasMessage("there is no topic absent");
    Map<String, String> nobody = Map.of("bootstrap.servers", "127.0.0.1:1");
    assertThatThrownBy(
            () -> read(pipeline, new TopicHistory(nobody, topic, Duration.ofMillis(500))))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("cannot look for topic " + topic + ": no answer");
  }

  @Test
  void brokerThatGoesAwayMeanwhile_isNotWaitedForWithoutEnd() {
    try (EmbeddedBroker other = EmbeddedBroker.start(dir.resolve("other"))) {
      String servers = other.bootstrapServers();
      Runnable stop = other::close;
      try (Topics topics = new Topics(Map.of("bootstrap.servers", servers), PATIENCE);
          KafkaProducer<byte[], byte[]> producer = producer("bootstrap.servers", servers)) {
        topics.create(topic, 1, Map.of());
        for (int row = 0; row < 5; row++) {
          send(producer, 0, event(row));
          producer.flush();
        }
      }
      Map<String, String> oneBatchAtATime =
          Map.of("bootstrap.servers", servers, "max.partition.fetch.bytes", "1");
      History history = new TopicHistory(oneBatchAtATime, topic, Duration.ofSeconds(3));
      assertThatThrownBy(() -> history.read((record, place, share) -> stop.run()))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining(
              "cannot read topic " + topic + ": no records arrived for 3 s, after ")
          .hasMessageEndingWith(" of 5 offsets");
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String property, String value) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(property, value);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** What fails is missed by the test: its series would not be the same. */
  private void send(
      KafkaProducer<byte[], byte[]> producer, int partition, byte @Nullable [] value) {
    var unused = producer.send(new ProducerRecord<>(topic, partition, null, value));
  }
}
