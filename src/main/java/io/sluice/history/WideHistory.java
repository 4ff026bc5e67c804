package io.sluice.history;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.csv.Columns;
import io.sluice.csv.CsvJson;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.csv.UnfitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Wide CSV files: a row is a time, and keys stand beside one another in columns of their own. Each
 * row becomes, for every key that has a cell in it, the event that a long row would have been. With
 * {@code qty=QTY_*} and {@code promo=PROMO_*}:
 *
 * <table>
 * <caption>One row</caption>
 * <tr><th>DATE</th><th>QTY_a</th><th>QTY_b</th><th>QTY_c</th><th>PROMO_a</th></tr>
 * <tr><td>2014-01-02</td><td>7</td><td></td><td>3</td><td>1</td></tr>
 * </table>
 *
 * <table>
 * <caption>Its events</caption>
 * <tr><td>{@code {"DATE":"2014-01-02","sku":"a","qty":7,"promo":1}}</td></tr>
 * <tr><td>{@code {"DATE":"2014-01-02","sku":"c","qty":3}}</td></tr>
 * </table>
 */
public final class WideHistory implements History {
  private final List<Path> files;
  private final List<WidePattern> patterns;
  private final PipelineConfig pipeline;

  /**
   * Files for a pipeline; their headers are read at once.
   *
   * @throws UnfitException when the pipeline's key is not one field or its timestamp none, when a
   *     pattern names a field that no target reads and that is not known in advance, or a target's
   *     field has no pattern, and when a file's columns and the patterns do not fit
   * @throws io.sluice.csv.CsvException when a header cannot be read
   */
  public WideHistory(List<Path> files, List<WidePattern> patterns, PipelineConfig pipeline) {
    this.files = List.copyOf(files);
    this.patterns = List.copyOf(patterns);
    this.pipeline = pipeline;
    checkFields();
    Columns.ofAll(files, this::columns);
  }

  private WideColumns columns(Columns columns) {
    return new WideColumns(columns, patterns, pipeline);
  }

  private void checkFields() {
    if (Columns.key(pipeline).size() != 1) {
      throw new UnfitException(
          "a wide file has one name per key, but the pipeline's key is made of several fields: "
              + String.join(", ", Columns.key(pipeline)));
    }
    List<String> read = pipeline.targets().stream().map(TargetConfig::field).distinct().toList();
    List<String> known = pipeline.covariates().known();
    for (WidePattern pattern : patterns) {
      boolean isRead = read.contains(pattern.field()) || known.contains(pattern.field());
      if (!isRead || reserved().contains(pattern.field())) {
        throw new UnfitException(
            "--wide %s: no target reads the field %s; they read %s%s"
                .formatted(
                    pattern,
                    pattern.field(),
                    String.join(", ", read),
                    known.isEmpty() ? "" : "; known in advance: " + String.join(", ", known)));
      }
    }
    for (String field : read) {
      if (patterns.stream().noneMatch(pattern -> pattern.field().equals(field))) {
        throw new UnfitException(
            "a target reads the field %1$s: say which columns it stands in, --wide '%1$s=*'"
                .formatted(field));
      }
    }
  }

  /** The fields of an event that come from elsewhere: its time and its key. */
  private List<String> reserved() {
    return List.of(Columns.timestamp(pipeline), Columns.key(pipeline).get(0));
  }

  @Override
  public void read(Handler handler) {
    for (int number = 0; number < files.size(); number++) {
      try (CsvRows rows = CsvRows.open(files.get(number))) {
        new FileReader(number, rows, handler).read();
      }
    }
  }

  @Override
  public String place(int partition, long offset) {
    return CsvFiles.place(files.get(partition), offset);
  }

  @Override
  public String name() {
    return CsvFiles.names(files);
  }

  /** One pass over one file. */
  private final class FileReader {
    private final int number;
    private final CsvRows rows;
    private final Handler handler;
    private final WideColumns columns;
    private final CsvJson wide;
    private final CsvJson events;

    FileReader(int number, CsvRows rows, Handler handler) {
      this.number = number;
      this.rows = rows;
      this.handler = handler;
      this.columns = columns(new Columns(files.get(number), rows.header()));
      this.wide = new CsvJson(rows.header());
      List<String> fields = new ArrayList<>(reserved());
      fields.addAll(columns.fields());
      this.events = CsvJson.of(fields, pipeline);
    }

    void read() {
      while (rows.hasNext()) {
        CsvRow row = rows.next();
        if (row.fields().size() > rows.header().size()) {
          // Cells without a name: no one can say whose they are.
          hand(row, wide.encode(row), "");
        } else {
          split(row);
        }
      }
    }

    private void split(CsvRow row) {
      for (String key : columns.keys()) {
        List<String> cells = columns.cells(row.fields(), key);
        if (!cells.isEmpty()) {
          hand(row, events.encode(new CsvRow(row.line(), cells)), key);
        }
      }
    }

    private void hand(CsvRow row, byte[] value, String key) {
      Path file = files.get(number);
      handler.accept(
          CsvFiles.record(file, number, row, value),
          () -> CsvFiles.place(file, row, rows.header()) + columns.describe(key),
          (number + rows.progress()) / files.size());
    }
  }
}
