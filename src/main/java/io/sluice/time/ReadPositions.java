package io.sluice.time;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where a consumer stands. An offset that is committed tells less: Kafka Streams commits where
 * records were processed, and behind those there may be some that are no records any more, of
 * transactions that were aborted, say. As an interceptor it sees each step of the position.
 */
public final class ReadPositions implements ConsumerInterceptor<byte[], byte[]> {
  /** The property that has the {@link Map} to write to. */
  static final String MAP = "sluice.read.positions";

  /**
   * Where a consumer stands in a partition.
   *
   * @param next the offset that it reads next
   * @param last offset of the last record that it was given; negative: none yet
   */
  record Position(long next, long last) {}

  private Map<TopicPartition, Position> positions = new ConcurrentHashMap<>();

  /** Properties, without prefix, for a consumer that is to write where it stands to a map. */
  static Map<String, Object> properties(Map<TopicPartition, Position> positions) {
    return Map.of("interceptor.classes", ReadPositions.class.getName(), MAP, positions);
  }

  @Override
  @SuppressWarnings("unchecked")
  public void configure(Map<String, ?> configs) {
    Object given = configs.get(MAP);
    if (given instanceof Map<?, ?> map) {
      positions = (Map<TopicPartition, Position>) map;
    }
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    records
        .nextOffsets()
        .forEach(
            (partition, next) ->
                positions.compute(
                    partition,
                    (p, before) -> new Position(next.offset(), last(records.records(p), before))));
    return records;
  }

  private static long last(
      List<ConsumerRecord<byte[], byte[]>> records, @Nullable Position before) {
    if (records.isEmpty()) {
      return before == null ? -1 : before.last();
    }
    return records.get(records.size() - 1).offset();
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
