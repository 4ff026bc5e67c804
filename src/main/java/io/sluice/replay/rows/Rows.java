package io.sluice.replay.rows;

import io.sluice.config.PipelineConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/**
 * The rows of a CSV file in the order in which they are published: as they stand, or sorted by time
 * where so many would come after their windows have closed that the order is not one of time.
 */
public sealed interface Rows extends Iterator<Row>, AutoCloseable
    permits FileRows, JsonRows, SortedRows {
  /**
   * Opens a file. One that can be read twice is read to its end before.
   *
   * @param keyColumns columns that are joined with {@code /} to the record's key: some when the
   *     pipeline's key is the record's own, else none
   * @param partitions over which the rows will be spread; 0: nobody knows
   * @throws io.sluice.csv.UnfitException when it lacks a column, its times look like another unit
   *     than the configured one, or it would have to be sorted and is too long for that
   * @throws io.sluice.csv.CsvException when it cannot be read
   */
  static Rows open(Path file, PipelineConfig pipeline, List<String> keyColumns, int partitions) {
    if (!Files.isRegularFile(file)) {
      return new FileRows(file, pipeline, keyColumns);
    }
    Survey survey = Survey.of(file, pipeline, keyColumns, Math.max(1, partitions));
    survey.requireUnit();
    return survey.isInOrder()
        ? new FileRows(file, pipeline, keyColumns)
        : SortedRows.of(
            survey, new FileRows(file, pipeline, keyColumns), Runtime.getRuntime().maxMemory());
  }

  /**
   * The line on which the first row of a series key starts; 0: there is none, or the file can be
   * read only once.
   */
  static long firstLineOf(Bytes key, Path file, PipelineConfig pipeline, List<String> keyColumns) {
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    try (FileRows rows = new FileRows(file, pipeline, keyColumns)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        if (key.equals(row.seriesKey())) {
          return row.line();
        }
      }
    }
    return 0;
  }

  /** The file's name without its directory. */
  String name();

  /** What a user should know of the order of the rows. */
  default Optional<String> note() {
    return Optional.empty();
  }

  /** The share of the rows that was taken, 0 to 1. */
  double progress();

  @Override
  void close();
}
