package io.sluice.replay.rows;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.CsvException;
import io.sluice.event.Decoded;
import io.sluice.event.decode.EventDecoder;
import io.sluice.event.decode.HistoryDecoder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a file of JSON objects, plain or compressed; blank ones are none. */
final class JsonRows implements Rows {
  private final Path file;
  private final InputStream bytes;
  private final boolean timed;
  private final HistoryDecoder decoder;
  private byte @Nullable [] next;
  private long line;

  private JsonRows(Path file, InputStream bytes, PipelineConfig pipeline) {
    this.file = file;
    this.bytes = bytes;
    this.timed = pipeline.source().timestamp().field() != null;
    this.decoder = new HistoryDecoder(pipeline);
  }

  /** Whether a file begins as a JSON object does, or an array of them. */
  static boolean isJson(Path file) {
    try (InputStream bytes = open(file)) {
      int first = bytes.read();
      while (first == '\n' || first == '\r' || first == ' ' || first == '\t') {
        first = bytes.read();
      }
      return first == '{' || first == '[';
    } catch (IOException e) {
      throw new CsvException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static JsonRows open(Path file, PipelineConfig pipeline) {
    try {
      JsonRows rows = new JsonRows(file, open(file), pipeline);
      rows.next = rows.readLine();
      return rows;
    } catch (IOException e) {
      throw new CsvException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    boolean gzip = file.toString().endsWith(".gz");
    return new BufferedInputStream(gzip ? new GZIPInputStream(bytes) : bytes);
  }

  /** The next line that is not blank; of one that no record can hold, its beginning. */
  private byte @Nullable [] readLine() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    line++;
    for (int b = bytes.read(); b >= 0; b = bytes.read()) {
      if (b != '\n') {
        if (text.size() <= EventDecoder.MAX_BYTES) {
          text.write(b);
        }
      } else if (isBlank(text.toByteArray())) {
        text.reset();
        line++;
      } else {
        return text.toByteArray();
      }
    }
    return isBlank(text.toByteArray()) ? null : text.toByteArray();
  }

  private static boolean isBlank(byte[] text) {
    for (byte b : text) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Row next() {
    byte[] value = next;
    if (value == null) {
      throw new NoSuchElementException();
    }
    long timestamp = timed ? HistoryDecoder.NO_TIMESTAMP : System.currentTimeMillis();
    Decoded decoded = decoder.decode(Sample.key(), value, FileRows.NO_HEADERS, timestamp, 0, 0);
    Row row = new Row(line, Sample.key(), value, decoded, decoder);
    try {
      next = readLine();
    } catch (IOException e) {
      throw new CsvException(file + ": after line " + line + ": " + e.getMessage(), e);
    }
    return row;
  }

  @Override
  public String name() {
    return String.valueOf(file.getFileName());
  }

  @Override
  public double progress() {
    return next == null ? 1 : 0;
  }

  @Override
  public void close() {
    try {
      bytes.close();
    } catch (IOException e) {
      throw new CsvException(file + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}
