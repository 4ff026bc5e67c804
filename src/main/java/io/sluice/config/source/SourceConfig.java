package io.sluice.config.source;

/**
 * The topic that a pipeline reads and how its records become events. The only format is JSON
 * objects.
 *
 * @param topic the source topic
 * @param keyed whether the topic is already partitioned by the series key, so that no repartition
 *     topic is needed; always true when the key is the record's own
 * @param key where the series key comes from
 * @param timestamp where the event time comes from
 */
public record SourceConfig(String topic, boolean keyed, KeyConfig key, TimestampConfig timestamp) {}
