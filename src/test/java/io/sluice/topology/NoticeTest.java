package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.app.PipelineApp;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.http.HttpConfig;
import io.sluice.event.Event;
import io.sluice.event.Lull;
import io.sluice.event.Signal;
import io.sluice.event.Watermark;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** News of a source partition's time comes to every window task. */
final class NoticeTest {
  private static final int PARTITIONS = 3;
  private static final Bytes NO_KEY = Bytes.wrap(Bytes.EMPTY);

  @TempDir Path dir;

  private static Bytes key(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int task(String key) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % PARTITIONS;
  }

  /** A key of a window task, the so-manyth. */
  private static String keyOf(int task, int number) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "k" + i)
        .filter(key -> task(key) == task)
        .skip(number)
        .findFirst()
        .orElseThrow();
  }

  private static Set<Integer> tasksOf(Bytes key, Signal signal) {
    return PipelineTopology.partitions("topic", key, signal, PARTITIONS).orElseThrow();
  }

  @Test
  void newsOfNoEvent_isForAll_andThatOfAnEventForTheOthers() {
    assertThat(tasksOf(NO_KEY, new Watermark(1, 5))).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(tasksOf(NO_KEY, new Lull(1, 5, Lull.Kind.SILENT, 6, 7)))
        .containsExactlyInAnyOrder(0, 1, 2);
    for (int task = 0; task < PARTITIONS; task++) {
      assertThat(tasksOf(key(keyOf(task, 0)), new Watermark(1, 5)))
          .hasSize(PARTITIONS - 1)
          .doesNotContain(task);
    }
    Event event = new Event(5, new double[] {1}, 0, 0);
    assertThat(PipelineTopology.partitions("topic", key("a"), event, PARTITIONS)).isEmpty();
  }

  /** Events that close windows are of keys of one task only; the others learn of it or do not. */
  @Test
  @Timeout(180)
  void windowTaskThatGetsNoEvent_closesItsWindowsAllTheSame() throws Exception {
    Harness.Settings settings = new Harness.Settings();
    settings.idle = Duration.ZERO;
    PipelineConfig pipeline = settings.config();
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
      createTopics(client);
      SluiceConfig config =
          new SluiceConfig(
              "test",
              Map.of("bootstrap.servers", broker.bootstrapServers()),
              Map.of("commit.interval.ms", "100"),
              new HttpConfig("127.0.0.1", 0),
              Map.of("home", pipeline));
      PipelineCounts metrics = new PipelineCounts();
      ModelShelf<StepModel> models =
          new ModelShelf<>(new PersistenceModel(settings.scaler, settings.warmup, List.of()));
      try (KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
          PipelineApp app =
              new PipelineApp(
                  config, pipeline, PARTITIONS, models, metrics, dir.resolve("state"))) {
        app.start();
        for (int partition = 0; partition < PARTITIONS; partition++) {
          for (int task = 0; task < PARTITIONS; task++) {
            send(producer, partition, keyOf(task, partition), 1);
          }
          send(producer, partition, keyOf(0, 0), 11);
          send(producer, partition, keyOf(0, 1), 11);
        }
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(metrics.forecastCount()).isEqualTo(PARTITIONS * PARTITIONS));
        assertThat(metrics.lateCount()).isZero();
      }
    }
  }

  private static void createTopics(Map<String, Object> client) throws Exception {
    try (Admin admin = Admin.create(client)) {
      List<NewTopic> topics =
          List.of("readings", "forecasts", "alerts", "late", "dead").stream()
              .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
              .toList();
      admin.createTopics(topics).all().get();
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, int partition, String key, int minutes)
      throws Exception {
    long time = Harness.NOON.plus(Duration.ofMinutes(minutes)).toEpochMilli();
    String json = "{\"key\":\"%s\",\"ts\":%d,\"value\":20}".formatted(key, time);
    Future<RecordMetadata> sent =
        producer.send(
            new ProducerRecord<>(
                "readings", partition, null, json.getBytes(StandardCharsets.UTF_8)));
    sent.get();
  }
}
