package io.sluice.config;

import io.sluice.config.http.HttpConfig;
import io.sluice.config.kafka.KafkaMetrics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole configuration of a process.
 *
 * @param applicationId prefix of every pipeline's Kafka Streams application id
 * @param kafka properties passed to every Kafka client
 * @param streams properties passed to every Kafka Streams application
 * @param http where metrics and health are served
 * @param kafkaMetrics which of Kafka's own metrics are served
 * @param pipelines the pipelines by name, in the order of the file, at least one
 */
public record SluiceConfig(
    String applicationId,
    Map<String, String> kafka,
    Map<String, String> streams,
    HttpConfig http,
    KafkaMetrics kafkaMetrics,
    Map<String, PipelineConfig> pipelines) {
  public SluiceConfig {
    kafka = Map.copyOf(kafka);
    streams = Map.copyOf(streams);
    pipelines = Collections.unmodifiableMap(new LinkedHashMap<>(pipelines));
  }

  /** With those of Kafka's metrics that are needed. */
  public SluiceConfig(
      String applicationId,
      Map<String, String> kafka,
      Map<String, String> streams,
      HttpConfig http,
      Map<String, PipelineConfig> pipelines) {
    this(applicationId, kafka, streams, http, Defaults.KAFKA_METRICS, pipelines);
  }

  /** For logs: without the secrets among the properties. */
  @Override
  public String toString() {
    return "SluiceConfig[applicationId="
        + applicationId
        + ", kafka="
        + Secrets.redact(kafka)
        + ", streams="
        + Secrets.redact(streams)
        + ", http="
        + http
        + ", kafkaMetrics="
        + kafkaMetrics
        + ", pipelines="
        + pipelines
        + "]";
  }
}
