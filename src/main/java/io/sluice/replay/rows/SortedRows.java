package io.sluice.replay.rows;

import io.sluice.csv.UnfitException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rows of a file in the order of their times. Those of one time keep their order, which is the
 * other way round in a file that is sorted newest first. A row that is no event goes with the one
 * before it.
 */
final class SortedRows implements Rows {
  /** Bytes that a row takes beside those of its record. */
  private static final long ROW_BYTES = 250;

  /** Beside the rows, a broker and a pipeline have to live. */
  private static final int SHARE = 4;

  private final String name;
  private final String note;
  private final List<Row> rows;
  private int taken;

  private SortedRows(String name, String note, List<Row> rows) {
    this.name = name;
    this.note = note;
    this.rows = rows;
  }

  /**
   * Reads and sorts a file, and closes it.
   *
   * @param heap bytes of the heap, of which a quarter is taken at most
   * @throws UnfitException when that is too little
   */
  static SortedRows of(Survey survey, FileRows file, long heap) {
    List<Dated> rows = new ArrayList<>();
    try (file) {
      long bytes = 0;
      long time = Row.NO_TIME;
      while (file.hasNext()) {
        Row row = file.next();
        time = row.time() == Row.NO_TIME ? time : row.time();
        rows.add(new Dated(time, row));
        bytes += ROW_BYTES + row.value().length;
        if (bytes > heap / SHARE) {
          throw tooLong(survey, rows.size(), heap);
        }
      }
    }
    if (survey.isNewestFirst()) {
      Collections.reverse(rows);
    }
    rows.sort(Comparator.comparingLong(Dated::time));
    String note = survey.describe() + "; they were sorted by time";
    return new SortedRows(file.name(), note, rows.stream().map(Dated::row).toList());
  }

  private static UnfitException tooLong(Survey survey, int rows, long heap) {
    return new UnfitException(
        String.format(
            Locale.ROOT,
            "%s, and a quarter of the heap of %,d MiB holds no more than %,d of its rows to sort them: sort the file by time, or raise the heap, as in SLUICE_HEAP=8g",
            survey.describe(),
            heap >> 20,
            rows - 1));
  }

  @Override
  public boolean hasNext() {
    return taken < rows.size();
  }

  @Override
  public Row next() {
    return rows.get(taken++);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<String> note() {
    return Optional.of(note);
  }

  @Override
  public double progress() {
    return rows.isEmpty() ? 1 : (double) taken / rows.size();
  }

  @Override
  public void close() {}

  private record Dated(long time, Row row) {}
}
