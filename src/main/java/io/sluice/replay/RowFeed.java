package io.sluice.replay;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.CsvException;
import io.sluice.csv.CsvJson;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.event.Decoded;
import io.sluice.event.EventDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the rows of a CSV file as JSON events to a pipeline's source topic. Each row is one
 * record, whatever stands in it. A record has a key when the topic is partitioned by one.
 */
public final class RowFeed {
  private static final Headers NO_HEADERS = new RecordHeaders();

  private final CsvRows rows;
  private final CsvJson json;
  private final PipelineConfig pipeline;
  private final EventDecoder decoder;
  private final int[] keyColumns;

  private long records;
  private long oldest = Long.MAX_VALUE;
  private long newest = -1;

  /**
   * A feed.
   *
   * @param keyColumns columns that are joined with {@code /} to the record's key: some when the
   *     pipeline's key is the record's own, else none
   * @throws CsvException when a column does not exist
   */
  public RowFeed(CsvRows rows, PipelineConfig pipeline, List<String> keyColumns) {
    this.rows = rows;
    this.json = new CsvJson(rows.header(), pipeline.covariates().known());
    this.pipeline = pipeline;
    this.decoder = new EventDecoder(pipeline);
    this.keyColumns = keyColumns.stream().mapToInt(this::column).toArray();
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
   * @param progress is told the number of rows, now and then
   */
  public void run(
      SourcePublisher publisher, Pacer pacer, boolean eventTime, LongConsumer progress) {
    long latest = 0;
    while (rows.hasNext()) {
      CsvRow row = rows.next();
      byte[] value = json.encode(row);
      byte[] key = recordKey(row);
      Decoded decoded = decoder.decode(key, value, NO_HEADERS, System.currentTimeMillis(), 0, 0);
      long time = timeOf(decoded);
      latest = time == Pacer.UNKNOWN ? latest : time;
      pacer.await(time);
      publisher.publish(key == null ? seriesKey(decoded) : key, value, eventTime ? latest : null);
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
    return pipeline.source().keyed() && decoded instanceof Decoded.Valid valid
        ? valid.key().get()
        : null;
  }

  /** The event time of a row that the pipeline will take. */
  private long timeOf(Decoded decoded) {
    if (!(decoded instanceof Decoded.Valid valid)) {
      return Pacer.UNKNOWN;
    }
    long time = valid.signal().timestamp();
    if (time > System.currentTimeMillis() + pipeline.window().maxFuture().toMillis()) {
      return Pacer.UNKNOWN;
    }
    oldest = Math.min(oldest, time);
    newest = Math.max(newest, time);
    return time;
  }

  /** Rows published. */
  public long records() {
    return records;
  }

  /** Event time of the oldest usable row, epoch ms; {@link Long#MAX_VALUE} when there is none. */
  public long oldest() {
    return oldest;
  }

  /** Event time of the newest usable row, epoch ms; negative when there is none. */
  public long newest() {
    return newest;
  }

  /** The share of the file that was read, 0 to 1. */
  public double progress() {
    return rows.progress();
  }
}
