package io.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.PipelineConfig;
import io.sluice.config.SampleConfigs;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the clients of a pipeline are really given of what the file says. */
final class StreamsSettingsTest {
  @TempDir Path directory;

  private StreamsConfig settings(String yaml) throws ConfigException, IOException {
    Path file = Files.writeString(directory.resolve("sluice.yaml"), yaml + SampleConfigs.MINIMAL);
    SluiceConfig config = ConfigLoader.loadForTraining(file, name -> null);
    PipelineConfig pipeline = config.pipelines().get("climate");
    return new StreamsConfig(StreamsSettings.of(config, pipeline, directory));
  }

  private static Map<String, Object> consumer(StreamsConfig settings) {
    return settings.getMainConsumerConfigs("group", "client", 0);
  }

  private static Map<String, Object> producer(StreamsConfig settings) {
    return settings.getProducerConfigs("client");
  }

  @ParameterizedTest
  @CsvSource({
    "linger.ms, 10, 7, 3",
    "batch.size, 131072, 4096, 8192",
    "compression.type, lz4, zstd, gzip",
    "transaction.timeout.ms, 20000, 30000, 40000",
    "buffer.memory, , 1048576, 2097152",
    "max.block.ms, , 1000, 2000",
    "delivery.timeout.ms, , 130000, 140000"
  })
  void producer_hasWhatStreamsSaysElseWhatKafkaSaysElseTheDefault(
      String key, String otherwise, String kafka, String streams) throws Exception {
    String ofKafka = "kafka: { %s: %s }%n".formatted(key, kafka);

    if (otherwise != null) {
      assertThat(producer(settings("")).get(key)).asString().isEqualTo(otherwise);
    }
    assertThat(producer(settings(ofKafka)).get(key)).asString().isEqualTo(kafka);
    for (String prefix : new String[] {"", "producer."}) {
      String ofStreams = "streams: { %s%s: %s }%n".formatted(prefix, key, streams);
      assertThat(producer(settings(ofKafka + ofStreams)).get(key)).asString().isEqualTo(streams);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "max.poll.records, 2000, 100, 50",
    "auto.offset.reset, earliest, latest, earliest",
    "max.poll.interval.ms, , 60000, 70000",
    "session.timeout.ms, , 10000, 12000",
    "fetch.max.bytes, , 1048576, 2097152",
    "client.rack, , a, b"
  })
  void consumer_hasWhatStreamsSaysElseWhatKafkaSaysElseTheDefault(
      String key, String otherwise, String kafka, String streams) throws Exception {
    String ofKafka = "kafka: { %s: %s }%n".formatted(key, kafka);

    if (otherwise != null) {
      assertThat(consumer(settings("")).get(key)).asString().isEqualTo(otherwise);
    }
    assertThat(consumer(settings(ofKafka)).get(key)).asString().isEqualTo(kafka);
    for (String prefix : new String[] {"", "consumer.", "main.consumer."}) {
      String ofStreams = "streams: { %s%s: %s }%n".formatted(prefix, key, streams);
      assertThat(consumer(settings(ofKafka + ofStreams)).get(key)).asString().isEqualTo(streams);
    }
  }

  @Test
  void whatPlugInsNeed_reachesThem() throws Exception {
    StreamsConfig settings =
        settings(
            """
            kafka: { my.interceptor.url: here }
            streams: { main.consumer.interceptor.classes: org.example.Mine }
            """);

    assertThat(consumer(settings))
        .containsEntry("interceptor.classes", "org.example.Mine")
        .containsEntry("my.interceptor.url", "here");
  }

  private enum Reset {
    EARLIEST,
    LATEST,
    NONE,
    BY_DURATION
  }

  @ParameterizedTest
  @CsvSource({
    "earliest, EARLIEST",
    "latest, LATEST",
    "' latest ', LATEST",
    "none, NONE",
    "by_duration:PT1H, BY_DURATION"
  })
  void offsetReset_isOfTheSource_andEverythingElseIsReadFromItsFirstRecord(String said, Reset meant)
      throws Exception {
    for (String key :
        List.of(
            "auto.offset.reset", "consumer.auto.offset.reset", "main.consumer.auto.offset.reset")) {
      Properties properties = new Properties();
      properties.putAll(settings("streams: { %s: \"%s\" }%n".formatted(key, said)).originals());

      assertThat(StreamsSettings.sourceReset(properties))
          .isEqualTo(
              switch (meant) {
                case EARLIEST -> AutoOffsetReset.earliest();
                case LATEST -> AutoOffsetReset.latest();
                case NONE -> AutoOffsetReset.none();
                case BY_DURATION -> AutoOffsetReset.byDuration(Duration.ofHours(1));
              });
      StreamsSettings.readAllOfOthers(properties);
      assertThat(consumer(new StreamsConfig(properties)))
          .containsEntry("auto.offset.reset", "earliest");
    }
  }

  @Test
  void longTransactions_mayBeHadWithALongCommitInterval() throws Exception {
    StreamsConfig settings =
        settings(
            "kafka: { transaction.timeout.ms: 60000 }\nstreams: { commit.interval.ms: 30000 }\n");

    assertThat(producer(settings).get("transaction.timeout.ms")).asString().isEqualTo("60000");
    assertThat(settings.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(30_000);
  }

  @Test
  void whatIsNotNegotiable_isAsItIs() throws Exception {
    StreamsConfig settings = settings("");

    assertThat(settings.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
        .isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
    assertThat(consumer(settings)).containsEntry("isolation.level", "read_committed");
    assertThat(consumer(settings).get("enable.auto.commit")).asString().isEqualTo("false");
    assertThat(producer(settings).get("enable.idempotence")).asString().isEqualTo("true");
  }
}
