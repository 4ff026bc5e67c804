package io.sluice.time;

import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the readers of this instance stand, and where topics end by the broker's word. Called by
 * many stream threads.
 */
public interface SourceReading {
  /** A task begins to read a source partition: what was known of an earlier reader is forgotten. */
  void begin(int partition);

  /** A task reads a source partition no longer. */
  void release(int partition);

  /**
   * The end of a source partition, if its reader on this instance stands there: the broker was
   * asked just now, no transaction is open, and everything that was read has been processed.
   *
   * @param processed offset of the record that was processed last, negative: none has been
   * @return empty when something is left to read, or the broker does not answer
   */
  OptionalLong reachedEnd(int partition, long processed);

  /**
   * Has the broker asked for the ends of all source partitions.
   *
   * @return a number for {@link #end}
   */
  long ask();

  /**
   * The end of a source partition.
   *
   * @param asked what {@link #ask} has returned
   * @return the offset after its last record, of open transactions too; empty while the broker has
   *     not answered a question that was asked later than that
   */
  OptionalLong end(int partition, long asked);

  /**
   * Whether what is written to a partition, and to all source partitions that this instance reads,
   * is read as it comes, rather than worked off.
   *
   * @param partition of the source topic, or of the one that events are repartitioned to
   * @return false when the broker has not answered yet
   */
  boolean keepsUp(TopicPartition partition);
}
