package io.sluice.replay.rows;

import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.decode.HistoryDecoder;
import io.sluice.event.decode.time.EpochUnit;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** One row of a CSV file as the record that it becomes, and what a pipeline reads in that. */
public final class Row {
  /** The event time of a row that is no event. */
  public static final long NO_TIME = -1;

  private final long line;
  private final byte @Nullable [] key;
  private final byte[] value;
  private final Decoded decoded;
  private final @Nullable EpochUnit likelyUnit;
  private final boolean comesTwice;

  /**
   * A row.
   *
   * @param decoder that has just decoded it
   */
  Row(long line, byte @Nullable [] key, byte[] value, Decoded decoded, HistoryDecoder decoder) {
    this.line = line;
    this.key = key;
    this.value = value;
    this.decoded = decoded;
    this.likelyUnit = decoder.likelyUnit();
    this.comesTwice = decoder.comesTwice();
  }

  /** The line of the file on which it starts, from 1. */
  public long line() {
    return line;
  }

  /** The record's key, where columns make one; not copied. */
  public byte @Nullable [] key() {
    return key;
  }

  /** The record's value; not copied. */
  public byte[] value() {
    return value;
  }

  /** What the pipeline's decoder makes of it. */
  public Decoded decoded() {
    return decoded;
  }

  /** The unit that its time seems to be in, where that is not the configured one. */
  public @Nullable EpochUnit likelyUnit() {
    return likelyUnit;
  }

  /** Whether its local time comes twice, and the order of the rows has told which it is. */
  public boolean comesTwice() {
    return comesTwice;
  }

  /** Its event time, epoch ms, or {@link #NO_TIME}. */
  public long time() {
    if (decoded instanceof Decoded.Empty empty && empty.isDated()) {
      return empty.timestamp();
    }
    return decoded instanceof Decoded.Valid valid && valid.signal() instanceof Event event
        ? event.timestamp()
        : NO_TIME;
  }

  /** The series key; null of a row that is no event. */
  public @Nullable Bytes seriesKey() {
    if (decoded instanceof Decoded.Empty empty) {
      return empty.key();
    }
    return decoded instanceof Decoded.Valid valid ? valid.key() : null;
  }

  /**
   * The partition that Kafka gives its series key; of a row without one, its record's key; else 0.
   *
   * @param partitions of the topic, at least 1
   */
  public int partition(int partitions) {
    Bytes series = seriesKey();
    byte[] by = series == null ? key : series.get();
    return by == null ? 0 : BuiltInPartitioner.partitionForKey(by, partitions);
  }
}
