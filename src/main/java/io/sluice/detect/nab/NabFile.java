package io.sluice.detect.nab;

import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.csv.Untrusted;
import io.sluice.detect.run.DetectException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One series of NAB: rows of a timestamp, in UTC as far as anybody knows, and a value.
 *
 * <p>A final class rather than a record because it holds arrays.
 */
public final class NabFile {
  private static final List<String> COLUMNS = List.of("timestamp", "value");
  private static final long MIN_INTERVAL = 1000;

  private final String name;
  private final String[] stamps;
  private final long[] times;
  private final String[] texts;
  private final double[] values;

  private NabFile(String name, List<CsvRow> rows, Path file) {
    this.name = name;
    this.stamps = rows.stream().map(row -> row.fields().get(0)).toArray(String[]::new);
    this.texts = rows.stream().map(row -> row.fields().get(1)).toArray(String[]::new);
    this.times = rows.stream().mapToLong(row -> time(row, file)).toArray();
    this.values = rows.stream().mapToDouble(row -> value(row, file)).toArray();
  }

  /**
   * Reads a file.
   *
   * @param name its path below {@code data}, with slashes
   * @throws DetectException when it has other columns, fewer than two rows, or a cell that is no
   *     time or number
   * @throws io.sluice.csv.CsvException when it cannot be read
   */
  static NabFile read(Path file, String name) {
    List<CsvRow> all = new ArrayList<>();
    try (CsvRows rows = CsvRows.open(file)) {
      if (!rows.header().equals(COLUMNS)) {
        throw new DetectException(
            "%s: a file of NAB has the columns timestamp and value, not %s"
                .formatted(file, Untrusted.list(rows.header())));
      }
      while (rows.hasNext()) {
        all.add(checked(rows.next(), file));
      }
    }
    if (all.size() < 2) {
      throw new DetectException(file + ": has fewer than two rows");
    }
    return new NabFile(name, all, file);
  }

  private static CsvRow checked(CsvRow row, Path file) {
    if (row.fields().size() != COLUMNS.size()) {
      throw new DetectException(file + ":" + row.line() + ": is no timestamp and value");
    }
    return row;
  }

  private static long time(CsvRow row, Path file) {
    try {
      LocalDateTime time = LocalDateTime.parse(row.fields().get(0).replace(' ', 'T'));
      return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException e) {
      throw noCell(row, 0, file, "time");
    }
  }

  private static double value(CsvRow row, Path file) {
    try {
      double value = Double.parseDouble(row.fields().get(1));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw noCell(row, 1, file, "number");
  }

  private static DetectException noCell(CsvRow row, int cell, Path file, String what) {
    return new DetectException(
        "%s:%d: '%s' is no %s"
            .formatted(file, row.line(), Untrusted.shown(row.fields().get(cell)), what));
  }

  /** The path below {@code data}, with slashes: the key. */
  public String name() {
    return name;
  }

  public int length() {
    return times.length;
  }

  /** Time of a row, epoch ms. */
  public long time(int row) {
    return times[row];
  }

  /** Time of a row, as it stands in the file. */
  String stamp(int row) {
    return stamps[row];
  }

  /** Value of a row, as it stands in the file. */
  String text(int row) {
    return texts[row];
  }

  public double value(int row) {
    return values[row];
  }

  /** The median distance of two rows, ms, at least a second. */
  public long interval() {
    long[] distances = new long[times.length - 1];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = times[i + 1] - times[i];
    }
    Arrays.sort(distances);
    return Math.max(MIN_INTERVAL, distances[distances.length / 2]);
  }
}
