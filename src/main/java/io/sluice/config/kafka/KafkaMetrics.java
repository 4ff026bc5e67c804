package io.sluice.config.kafka;

/** Which of the metrics that Kafka's own clients keep are served, {@code metrics.kafka}. */
public enum KafkaMetrics {
  /** Those that the dashboards show. */
  NEEDED,
  /** All: a thousand and more series per pipeline. */
  ALL
}
