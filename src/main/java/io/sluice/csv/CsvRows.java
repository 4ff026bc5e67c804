package io.sluice.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/**
 * Streams the rows of a CSV file (RFC 4180, UTF-8) whose first line names the columns; a file whose
 * name ends in {@code .gz} is unpacked on the way. Memory stays bounded by the longest row.
 *
 * <pre>{@code
 * try (CsvRows rows = CsvRows.open(file)) {
 *   while (rows.hasNext()) {
 *     use(rows.header(), rows.next());
 *   }
 * }
 * }</pre>
 *
 * <p>Ragged rows are returned as they are: the caller decides. Blank lines are no rows. A defect
 * that hides where a row ends, such as a quote that is not closed, is a {@link CsvException} from
 * {@code hasNext} or {@code next}.
 */
public final class CsvRows implements Iterator<CsvRow>, AutoCloseable {
  /** The longest row, in characters. */
  static final int MAX_ROW = 8 * 1024 * 1024;

  private static final int MAX_COLUMNS = 10_000;
  private static final int BUFFER = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Path file;
  private final CountingStream bytes;
  private final long size;
  private final CloseableIterator<CsvRecord> records;
  private final List<String> header;
  private long line = 1;

  private CsvRows(Path file, CountingStream bytes) throws IOException {
    this.file = file;
    this.bytes = bytes;
    this.size = Files.size(file);
    boolean gzip = file.toString().endsWith(".gz");
    InputStream text = gzip ? new GZIPInputStream(bytes, BUFFER) : bytes;
    InputStream unmarked = withoutByteOrderMark(text);
    this.records = guarded(() -> parse(unmarked));
    this.header = readHeader();
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws CsvException when there is no such file, it is not gzip although it is named so, it is
   *     empty, or a column has no name or the name of another
   */
  public static CsvRows open(Path file) {
    CountingStream bytes;
    try {
      bytes = new CountingStream(Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw new CsvException(file + ": no such file", e);
    } catch (IOException e) {
      throw new CsvException(file + ": cannot be read: " + e.getMessage(), e);
    }
    try {
      return new CsvRows(file, bytes);
    } catch (IOException e) {
      bytes.closeQuietly();
      throw new CsvException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (CsvException e) {
      bytes.closeQuietly();
      throw e;
    }
  }

  /** In front of a quote it would make that a part of the first name. */
  private InputStream withoutByteOrderMark(InputStream text) throws IOException {
    PushbackInputStream unmarked = new PushbackInputStream(text, BYTE_ORDER_MARK.length);
    byte[] first = unmarked.readNBytes(BYTE_ORDER_MARK.length);
    if (first.length > 1 && (first[0] & first[1]) == -2 && (first[0] | first[1]) == -1) {
      throw new CsvException(file + ": is UTF-16: save it as UTF-8");
    }
    if (!Arrays.equals(first, BYTE_ORDER_MARK)) {
      unmarked.unread(first);
    }
    return unmarked;
  }

  private static CloseableIterator<CsvRecord> parse(InputStream text) {
    CsvRecordHandler handler =
        CsvRecordHandler.builder()
            .maxFields(MAX_COLUMNS)
            .maxFieldSize(MAX_ROW)
            .maxRecordSize(MAX_ROW)
            .build();
    return CsvReader.builder()
        .maxBufferSize(MAX_ROW)
        .allowUnclosedQuote(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .build(handler, new InputStreamReader(text, StandardCharsets.UTF_8))
        .iterator();
  }

  private List<String> readHeader() {
    if (!hasNext()) {
      throw new CsvException(file + ": is empty: the line with the column names is missing");
    }
    List<String> names = next().fields();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isEmpty()) {
        throw new CsvException(file + ":" + line + ": a column has no name");
      }
      if (!seen.add(name)) {
        throw new CsvException(
            file + ":" + line + ": two columns are named " + Untrusted.shown(name));
      }
    }
    return List.copyOf(names);
  }

  /** The names of the columns, in order, each different. */
  public List<String> header() {
    return header;
  }

  @Override
  public boolean hasNext() {
    return guarded(records::hasNext);
  }

  @Override
  public CsvRow next() {
    CsvRecord row = guarded(records::next);
    line = row.getStartingLineNumber();
    return new CsvRow(line, row.getFields());
  }

  /** The share of the file that was read, 0 to 1. */
  public double progress() {
    return size == 0 ? 1 : Math.min(1, (double) bytes.count() / size);
  }

  private <T> T guarded(Supplier<T> step) {
    try {
      return step.get();
    } catch (CsvParseException e) {
      throw new CsvException(file + ": after line " + line + ": " + reason(e), e);
    } catch (UncheckedIOException e) {
      throw new CsvException(file + ": after line " + line + ": " + reason(e), e);
    }
  }

  /** The innermost message: the outer ones only say that an exception was met. */
  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause != null) {
      return reason(cause);
    }
    String message = String.valueOf(failure.getMessage());
    return message + Separators.hintForMessage(message);
  }

  @Override
  public void close() {
    bytes.closeQuietly();
  }
}
