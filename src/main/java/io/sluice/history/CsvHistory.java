package io.sluice.history;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.Columns;
import io.sluice.csv.CsvJson;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.csv.UnfitException;
import java.nio.file.Path;
import java.util.List;

/** Long CSV files: a row is an event, a column a field of it. Read one after the other. */
public final class CsvHistory implements History {
  private final List<Path> files;
  private final PipelineConfig pipeline;

  /**
   * Files for a pipeline; their headers are read at once.
   *
   * @throws UnfitException when a file has no column for a field that the pipeline reads
   * @throws io.sluice.csv.CsvException when a header cannot be read
   */
  public CsvHistory(List<Path> files, PipelineConfig pipeline) {
    this.files = List.copyOf(files);
    this.pipeline = pipeline;
    Columns.ofAll(files, columns -> columns.require(pipeline));
  }

  @Override
  public void read(Handler handler) {
    for (int number = 0; number < files.size(); number++) {
      try (CsvRows rows = CsvRows.open(files.get(number))) {
        read(files.get(number), number, rows, handler);
      }
    }
  }

  private void read(Path file, int number, CsvRows rows, Handler handler) {
    new Columns(file, rows.header()).require(pipeline);
    CsvJson json = CsvJson.of(rows.header(), pipeline);
    while (rows.hasNext()) {
      CsvRow row = rows.next();
      handler.accept(
          CsvFiles.record(file, number, row, json.encode(row)),
          () -> CsvFiles.place(file, row, rows.header()),
          (number + rows.progress()) / files.size());
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
}
