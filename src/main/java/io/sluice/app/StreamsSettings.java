package io.sluice.app;

import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.kafka.StreamsDefaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka properties of a pipeline: our defaults, then the configuration's {@code kafka}, then its
 * {@code streams}, then what is not negotiable.
 */
public final class StreamsSettings {
  private static final int SEGMENT_BYTES = 32 * 1024 * 1024;

  private static final String BY_DURATION = "by_duration:";

  private StreamsSettings() {}

  /** The pipeline's consumer group and the prefix of its internal topics. */
  public static String applicationId(SluiceConfig config, PipelineConfig pipeline) {
    return config.applicationId() + "-" + pipeline.name();
  }

  /** Properties of a plain client beside the pipeline. */
  static Map<String, Object> client(SluiceConfig config, PipelineConfig pipeline) {
    Map<String, Object> client = new HashMap<>(config.kafka());
    client.put("client.id", applicationId(config, pipeline) + "-lag");
    return client;
  }

  /** The properties of a pipeline's application whose stores lie under {@code stateDir}. */
  public static Properties of(SluiceConfig config, PipelineConfig pipeline, Path stateDir) {
    Properties properties = defaults();
    properties.putAll(config.kafka());
    properties.putAll(config.streams());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(config, pipeline));
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    if (config.http().peers().advertised() != null) {
      properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, config.http().peers().advertised());
    }
    // Kafka Streams compares its commit interval with the one that has the prefix.
    properties.putIfAbsent(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        properties.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
    return properties;
  }

  /**
   * Without prefixes: one with {@code producer.} would beat what the configuration says under
   * {@code kafka} without it.
   */
  private static Properties defaults() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, StreamsDefaults.COMMIT_INTERVAL_MILLIS);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L * 1024 * 1024);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    // A drain goes on between polls, and a poll that finds nothing waits this long.
    properties.put(StreamsConfig.POLL_MS_CONFIG, 10);
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, StreamsDefaults.TRANSACTION_TIMEOUT_MILLIS);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 10);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // The broker compacts closed segments only, and a restore reads what is not compacted as well.
    properties.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), SEGMENT_BYTES);
    return properties;
  }

  /** Whether a group that has committed nothing begins with a topic's first record. */
  static boolean startsAtEarliest(Properties properties) {
    return "earliest".equals(offsetReset(properties));
  }

  /** Where a pipeline begins that has committed nothing, as {@code auto.offset.reset} says it. */
  public static String offsetReset(SluiceConfig config, PipelineConfig pipeline) {
    return offsetReset(of(config, pipeline, Path.of(".")));
  }

  /** The same, for the source topic alone. */
  static AutoOffsetReset sourceReset(Properties properties) {
    String reset = offsetReset(properties);
    return switch (reset) {
      case "earliest" -> AutoOffsetReset.earliest();
      case "latest" -> AutoOffsetReset.latest();
      case "none" -> AutoOffsetReset.none();
      default -> AutoOffsetReset.byDuration(Duration.parse(reset.substring(BY_DURATION.length())));
    };
  }

  /** Has every other topic read from its first record on: nobody skips what this group wrote. */
  static void readAllOfOthers(Properties properties) {
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
  }

  private static String offsetReset(Properties properties) {
    Object reset =
        new StreamsConfig(properties)
            .getMainConsumerConfigs("", "", 0)
            .get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
    return String.valueOf(reset).strip(); // as Kafka reads it
  }

  /** Adds properties, without prefix, to those of the consumer that reads the topics. */
  static void addToMainConsumer(Properties properties, Map<String, Object> added) {
    Object others =
        new StreamsConfig(properties)
            .getMainConsumerConfigs("", "", 0)
            .get(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    added.forEach((key, value) -> properties.put(StreamsConfig.mainConsumerPrefix(key), value));
    if (others != null && !others.toString().isBlank()) {
      properties.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
          others + "," + added.get(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG));
    }
  }
}
