package io.sluice.history;

import io.sluice.csv.CsvRow;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What long and wide files have in common: their names, and rows as records. */
final class CsvFiles {
  private CsvFiles() {}

  /** The names of the files without their directories. */
  static String names(List<Path> files) {
    return files.stream().map(CsvFiles::name).collect(Collectors.joining(", "));
  }

  private static String name(Path file) {
    Path last = file.getFileName();
    return (last == null ? file : last).toString();
  }

  /**
   * The record that a replay would publish.
   *
   * @param number the number of the file
   */
  static ConsumerRecord<byte[], byte[]> record(Path file, int number, CsvRow row, byte[] value) {
    return new ConsumerRecord<>(name(file), number, row.line(), null, value);
  }

  /** File and line. */
  static String place(Path file, long line) {
    return name(file) + ":" + line;
  }

  /** File and line. A row that does not fit the header is no JSON: say why. */
  static String place(Path file, CsvRow row, List<String> header) {
    int cells = row.fields().size();
    return place(file, row.line())
        + (cells > header.size()
            ? ", a row of %,d cells under %,d columns".formatted(cells, header.size())
            : "");
  }
}
