package io.sluice.replay.rows;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.Columns;
import io.sluice.csv.CsvJson;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.event.Decoded;
import io.sluice.event.decode.HistoryDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The rows of a file as they stand there. */
final class FileRows implements Rows {
  static final Headers NO_HEADERS = new RecordHeaders();

  private final String name;
  private final CsvRows rows;
  private final CsvJson json;
  private final boolean timed;
  private final HistoryDecoder decoder;
  private final int[] keyColumns;
  private final byte @Nullable [] otherKey;

  FileRows(Path file, PipelineConfig pipeline, List<String> keyColumns) {
    this(file, pipeline, keyColumns, null);
  }

  private FileRows(
      Path file, PipelineConfig pipeline, List<String> keyColumns, byte @Nullable [] otherKey) {
    this.otherKey = otherKey;
    this.name = String.valueOf(file.getFileName());
    this.rows = CsvRows.open(file);
    try {
      new Columns(file, rows.header()).requireToPublish(pipeline, keyColumns);
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
    this.json = CsvJson.of(rows.header(), pipeline);
    this.timed = pipeline.source().timestamp().field() != null;
    this.decoder = new HistoryDecoder(pipeline);
    this.keyColumns = keyColumns.stream().mapToInt(rows.header()::indexOf).toArray();
  }

  /** Rows whose records have a key that says nothing. */
  static FileRows sample(Path file, PipelineConfig pipeline) {
    return new FileRows(file, pipeline, List.of(), Sample.key());
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Row next() {
    CsvRow row = rows.next();
    byte[] value = json.encode(row);
    byte[] key = recordKey(row);
    long timestamp = timed ? HistoryDecoder.NO_TIMESTAMP : System.currentTimeMillis();
    Decoded decoded = decoder.decode(key, value, NO_HEADERS, timestamp, 0, 0);
    return new Row(row.line(), key, value, decoded, decoder);
  }

  private byte @Nullable [] recordKey(CsvRow row) {
    if (keyColumns.length == 0) {
      return otherKey;
    }
    List<String> parts = new ArrayList<>();
    for (int column : keyColumns) {
      parts.add(column < row.fields().size() ? row.fields().get(column) : "");
    }
    return String.join("/", parts).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public double progress() {
    return rows.progress();
  }

  @Override
  public void close() {
    rows.close();
  }
}
