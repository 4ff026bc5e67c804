package io.sluice.replay;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.CsvException;
import io.sluice.csv.CsvJson;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.decode.EventDecoder;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the rows of a CSV file as JSON events to a pipeline's source topic. Each row is one
 * record, whatever stands in it. A record has a key when the topic is partitioned by one.
 *
 * <p>Where the partitions of the topic are known, rows are spread over them by series key as Kafka
 * spreads keys; a row without one goes by the record's key, or else to partition 0.
 */
public final class RowFeed {
  private static final Headers NO_HEADERS = new RecordHeaders();

  private final CsvRows rows;
  private final CsvJson json;
  private final PipelineConfig pipeline;
  private final EventDecoder decoder;
  private final int[] keyColumns;
  private final int partitions;
  private final FileTime time;
  private final RowNotes notes = new RowNotes();

  private long records;

  /**
   * A feed.
   *
   * @param keyColumns columns that are joined with {@code /} to the record's key: some when the
   *     pipeline's key is the record's own, else none
   * @param partitions of a topic that nobody else writes to; 0: Kafka spreads the rows
   * @throws CsvException when a column does not exist
   */
  public RowFeed(CsvRows rows, PipelineConfig pipeline, List<String> keyColumns, int partitions) {
    this.rows = rows;
    this.json = CsvJson.of(rows.header(), pipeline);
    this.pipeline = pipeline;
    this.decoder = new EventDecoder(pipeline);
    this.keyColumns = keyColumns.stream().mapToInt(this::column).toArray();
    this.partitions = partitions;
    this.time =
        new FileTime(
            new Windows(pipeline.window()), Math.max(1, partitions), pipeline.source().keyed());
  }

  private int column(String name) {
    int index = rows.header().indexOf(name);
    if (index < 0) {
      throw new CsvException(
          "there is no column " + name + "; there are " + String.join(", ", rows.header()));
    }
    return index;
  }

  /**
   * Publishes all rows.
   *
   * @param eventTime whether a record's timestamp is its event time; else it is now. Event time
   *     makes replays equal, and old records the prey of a topic's retention.
   * @param progress gets the number of rows, now and then
   */
  public void run(
      SourcePublisher publisher, Pacer pacer, boolean eventTime, LongConsumer progress) {
    long latest = 0;
    while (rows.hasNext()) {
      CsvRow row = rows.next();
      byte[] value = json.encode(row);
      byte[] key = recordKey(row);
      Decoded decoded = decoder.decode(key, value, NO_HEADERS, System.currentTimeMillis(), 0, 0);
      Integer partition = partition(key, decoded);
      long time = take(row.line(), decoded, partition);
      latest = time == Pacer.UNKNOWN ? latest : time;
      pacer.await(time);
      publisher.publish(
          partition, key == null ? seriesKey(decoded) : key, value, eventTime ? latest : null);
      if (++records % 256 == 0) {
        progress.accept(records);
      }
    }
    publisher.flush();
    progress.accept(records);
  }

  private byte @Nullable [] recordKey(CsvRow row) {
    if (keyColumns.length == 0) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    for (int column : keyColumns) {
      parts.add(column < row.fields().size() ? row.fields().get(column) : "");
    }
    return String.join("/", parts).getBytes(StandardCharsets.UTF_8);
  }

  private byte @Nullable [] seriesKey(Decoded decoded) {
    return pipeline.source().keyed() ? keyOf(decoded) : null;
  }

  private static byte @Nullable [] keyOf(Decoded decoded) {
    if (decoded instanceof Decoded.Valid valid) {
      return valid.key().get();
    }
    return decoded instanceof Decoded.Empty empty ? empty.key().get() : null;
  }

  private @Nullable Integer partition(byte @Nullable [] recordKey, Decoded decoded) {
    if (partitions == 0) {
      return null;
    }
    byte[] series = keyOf(decoded);
    byte[] key = series == null ? recordKey : series;
    return key == null ? 0 : BuiltInPartitioner.partitionForKey(key, partitions);
  }

  /** Notes what will become of a row; its event time, if the pipeline will take it. */
  private long take(long line, Decoded decoded, @Nullable Integer partition) {
    int on = partition == null ? 0 : partition;
    if (decoded instanceof Decoded.Valid valid && valid.signal() instanceof Event event) {
      if (isOfNow(event.timestamp(), line)) {
        if (time.observe(valid.key(), event.timestamp(), line, on)) {
          notes.late(line, valid.key());
        }
        return event.timestamp();
      }
    } else if (decoded instanceof Decoded.Empty empty && empty.isDated()) {
      if (isOfNow(empty.timestamp(), line)) {
        time.pass(empty.key(), empty.timestamp(), on);
        notes.empty(line, empty.key());
        return empty.timestamp();
      }
    } else if (decoded instanceof Decoded.Invalid invalid) {
      notes.unusable(invalid.reason(), line, invalid.detail());
    }
    return Pacer.UNKNOWN;
  }

  private boolean isOfNow(long eventTime, long line) {
    long ahead = eventTime - System.currentTimeMillis();
    if (ahead <= pipeline.window().maxFuture().toMillis()) {
      return true;
    }
    String detail = Instant.ofEpochMilli(eventTime) + " is further ahead than max-future";
    notes.unusable(DeadLetterReason.TIMESTAMP_IN_FUTURE, line, detail);
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
