package io.sluice.replay;

import io.sluice.config.PipelineConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.replay.rows.FileTime;
import io.sluice.replay.rows.Row;
import io.sluice.replay.rows.RowNotes;
import io.sluice.replay.rows.Rows;
import io.sluice.window.Windows;
import java.time.Instant;
import java.util.function.LongConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the rows of a CSV file as JSON events to a pipeline's source topic. Each row is one
 * record, whatever stands in it. A record has a key when the topic is partitioned by one.
 *
 * <p>Where the partitions of the topic are known, rows are spread over them by series key as Kafka
 * spreads keys; a row without one goes by the record's key, or else to partition 0.
 */
public final class RowFeed {
  private final Rows rows;
  private final PipelineConfig pipeline;
  private final int partitions;
  private final FileTime time;
  private final RowNotes notes;

  private long records;

  /**
   * A feed.
   *
   * @param partitions of a topic that nobody else writes to; 0: Kafka spreads the rows
   */
  public RowFeed(Rows rows, PipelineConfig pipeline, int partitions) {
    this.rows = rows;
    this.pipeline = pipeline;
    this.partitions = partitions;
    this.time =
        new FileTime(
            new Windows(pipeline.window()), Math.max(1, partitions), pipeline.source().keyed());
    this.notes = new RowNotes(rows.name());
  }

  /**
   * Publishes all rows.
   *
   * @param eventTime whether a record's timestamp is its event time; else it is now, but for those
   *     whose local time comes twice, which it tells apart. Event time makes replays equal, and old
   *     records the prey of a topic's retention.
   * @param progress gets the number of rows, now and then
   */
  public void run(
      SourcePublisher publisher, Pacer pacer, boolean eventTime, LongConsumer progress) {
    long latest = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      long time = take(row);
      latest = time == Pacer.UNKNOWN ? latest : time;
      pacer.await(time);
      publisher.publish(
          partitions == 0 ? null : (Integer) row.partition(partitions),
          key(row),
          row.value(),
          eventTime || row.comesTwice() ? (Long) latest : null);
      if (++records % 256 == 0) {
        progress.accept(records);
      }
    }
    publisher.flush();
    progress.accept(records);
  }

  /** The record's own, or that by which a topic is partitioned. */
  private byte @Nullable [] key(Row row) {
    Bytes series = pipeline.source().keyed() ? row.seriesKey() : null;
    return row.key() == null && series != null ? series.get() : row.key();
  }

  /** Notes what will become of a row; its event time, if the pipeline will take it. */
  private long take(Row row) {
    int partition = partitions == 0 ? 0 : row.partition(partitions);
    if (row.likelyUnit() != null && row.time() != Row.NO_TIME) {
      notes.doubtful(row.likelyUnit(), row.line());
    }
    if (row.decoded() instanceof Decoded.Valid valid && valid.signal() instanceof Event event) {
      if (isOfNow(row)) {
        if (time.observe(valid.key(), event.timestamp(), row.line(), partition)) {
          notes.late(row.line(), valid.key());
        }
        return event.timestamp();
      }
    } else if (row.decoded() instanceof Decoded.Empty empty && empty.isDated()) {
      if (isOfNow(row)) {
        time.pass(empty.key(), empty.timestamp(), partition);
        notes.empty(row.line(), empty.key());
        return empty.timestamp();
      }
    } else if (row.decoded() instanceof Decoded.Invalid invalid) {
      notes.unusable(invalid.reason(), row.line(), invalid.detail());
    }
    return Pacer.UNKNOWN;
  }

  private boolean isOfNow(Row row) {
    long ahead = row.time() - System.currentTimeMillis();
    if (ahead <= pipeline.window().maxFuture().toMillis()) {
      return true;
    }
    String detail = Instant.ofEpochMilli(row.time()) + " is further ahead than max-future";
    notes.unusable(DeadLetterReason.TIMESTAMP_IN_FUTURE, row.line(), detail);
    return false;
  }

  /** Rows published. */
  public long records() {
    return records;
  }

  /** Where the rows that the pipeline takes have come in event time. */
  FileTime time() {
    return time;
  }

  /** What a user should know of the rows. */
  public RowNotes notes() {
    return notes;
  }

  /** The share of the file that was read, 0 to 1. */
  public double progress() {
    return rows.progress();
  }
}
