package io.sluice.topology;

import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka properties of a pipeline: our defaults, then the configuration's {@code kafka}, then its
 * {@code streams}, then what is not negotiable.
 */
public final class StreamsSettings {
  private static final int SEGMENT_BYTES = 32 * 1024 * 1024;

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
    Properties properties = new Properties();
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L * 1024 * 1024);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    // A drain goes on between polls, and a poll that finds nothing waits this long.
    properties.put(StreamsConfig.POLL_MS_CONFIG, 10);
    // Long enough for a commit behind a slow broker, short enough that a dead instance's open
    // transaction does not hold up its successor for long.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 20_000);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 10);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2000);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // The broker compacts closed segments only, and a restore reads what is not compacted as well.
    properties.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), SEGMENT_BYTES);
    properties.putAll(config.kafka());
    properties.putAll(config.streams());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(config, pipeline));
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    return properties;
  }
}
