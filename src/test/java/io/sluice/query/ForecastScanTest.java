package io.sluice.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.PipelineConfig;
import io.sluice.output.Samples;
import io.sluice.web.LiveSamples;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How far a scan of the forecasts topic goes, and how many there are at a time. */
@Timeout(60)
final class ForecastScanTest {
  private static final PipelineConfig PIPELINE = LiveSamples.pipeline("climate");
  private static final Duration LONG = Duration.ofSeconds(30);

  /** More than two polls bring. */
  private static final int OTHERS = 1200;

  @TempDir Path dir;

  @Test
  void scan_endsWhereItsLimitsAre_andSaysHowFarItHasCome() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
      fill(client);

      assertThat(scan(client, new ForecastScan.Limits(10_000, 1 << 20, LONG)).cut()).isNull();
      assertThat(scan(client, new ForecastScan.Limits(600, 1 << 20, LONG)).cut())
          .matches("[\\d,]+ records of [\\d,]+ bytes were read; it has come to 2013-02-.*Z");
      assertThat(scan(client, new ForecastScan.Limits(10_000, 100, LONG)).cut())
          .contains("bytes were read; it has come to 2013-02-");
      assertThat(scan(client, new ForecastScan.Limits(10_000, 1 << 20, Duration.ZERO)).cut())
          .startsWith("it took longer than 0 ms; it has come to ");
    }
  }

  private static History scan(Map<String, String> client, ForecastScan.Limits limits) {
    return new ForecastScan(PIPELINE, client, limits)
        .read(Samples.key("hall"), 0, Long.MAX_VALUE, 5000);
  }

  private static void fill(Map<String, String> client) throws Exception {
    String topic = PIPELINE.topics().forecasts();
    try (Topics topics = new Topics(client, LONG)) {
      topics.create(topic, 1, Map.of());
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.copyOf(client), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < OTHERS; i++) {
        long time = Samples.END + i * LiveSamples.WINDOW.toMillis();
        byte[] key = ("other-" + i).getBytes(UTF_8);
        var unused =
            producer.send(new ProducerRecord<>(topic, 0, time, key, "0123456789".getBytes(UTF_8)));
      }
    }
  }

  /** A broker that takes connections and says nothing holds two scans, for as long as they wait. */
  @Test
  void twoScansAtATime_aThirdIsAskedToComeBack() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, String> client =
          Map.of("bootstrap.servers", "127.0.0.1:" + silent.getLocalPort());
      ForecastScan scan = new ForecastScan(PIPELINE, client, ForecastScan.Limits.DEFAULT);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      List<CompletableFuture<NotNow>> waiting = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        waiting.add(CompletableFuture.supplyAsync(() -> refusal(scan), threads));
      }
      await().until(() -> scan.places() == 0);
      NotNow refused = refusal(scan);
      assertThat(refused.reason()).as("429").isEqualTo(NotNow.Reason.CROWDED);
      assertThat(refused.retryAfter()).isPositive();

      for (CompletableFuture<NotNow> one : waiting) {
        assertThat(one.get().reason()).as("503").isEqualTo(NotNow.Reason.BUSY);
        assertThat(one.get()).hasMessageStartingWith("the forecasts topic cannot be read");
      }
      threads.shutdown();
      assertThat(scan.places()).as("given back").isEqualTo(2);
    }
  }

  private static NotNow refusal(ForecastScan scan) {
    Bytes key = Samples.key("hall");
    return catchThrowableOfType(NotNow.class, () -> scan.read(key, 0, Long.MAX_VALUE, 10));
  }
}
