package io.sluice.replay.rows;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.Columns;
import io.sluice.csv.CsvJson;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.event.Decoded;
import io.sluice.event.decode.EventDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The rows of a file as they stand there. */
final class FileRows implements Rows {
  private static final Headers NO_HEADERS = new RecordHeaders();

  private final String name;
  private final CsvRows rows;
  private final CsvJson json;
  private final EventDecoder decoder;
  private final int[] keyColumns;

  FileRows(Path file, PipelineConfig pipeline, List<String> keyColumns) {
    this.name = String.valueOf(file.getFileName());
    this.rows = CsvRows.open(file);
    try {
      new Columns(file, rows.header()).requireToPublish(pipeline, keyColumns);
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
    this.json = new CsvJson(rows.header(), pipeline.covariates().known());
    this.decoder = new EventDecoder(pipeline);
    this.keyColumns = keyColumns.stream().mapToInt(rows.header()::indexOf).toArray();
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
    Decoded decoded = decoder.decode(key, value, NO_HEADERS, System.currentTimeMillis(), 0, 0);
    return new Row(row.line(), key, value, decoded);
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
