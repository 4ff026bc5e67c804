package io.sluice.config.source;

/**
 * The topic that a pipeline reads and how its records become events. They are JSON.
 *
 * @param topic the source topic
 * @param keyed whether the topic is already partitioned by the series key, so that no repartition
 *     topic is needed; always true when the key is the record's own
 * @param key where the series key comes from
 * @param timestamp where the event time comes from
 * @param format how the value of a record is read
 */
public record SourceConfig(
    String topic, boolean keyed, KeyConfig key, TimestampConfig timestamp, RecordFormat format) {

  /** A source whose records are read as they are by default. */
  public SourceConfig(String topic, boolean keyed, KeyConfig key, TimestampConfig timestamp) {
    this(topic, keyed, key, timestamp, RecordFormat.DEFAULT);
  }
}
