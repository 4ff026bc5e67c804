package io.sluice.history;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.csv.CsvRows;
import io.sluice.csv.Untrusted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The columns of one file, held against the fields that a pipeline reads. A field without a column
 * is wrong usage: it would make every row a record that is no event.
 *
 * @param file the file, for messages
 * @param names the names, in order, each different
 */
record Columns(Path file, List<String> names) {

  /**
   * Checks the headers of files before any of them is read. A pipe can be read only once, so its
   * header is checked then.
   *
   * @throws io.sluice.csv.CsvException when a header cannot be read
   */
  static void ofAll(List<Path> files, Consumer<Columns> check) {
    for (Path file : files) {
      if (Files.isRegularFile(file) || !Files.exists(file)) {
        try (CsvRows rows = CsvRows.open(file)) {
          check.accept(new Columns(file, rows.header()));
        }
      }
    }
  }

  /** Refuses a file that lacks a field of the pipeline. */
  void require(PipelineConfig pipeline) {
    List<String> missing = new ArrayList<>();
    key(pipeline).forEach(field -> find(field, "key", missing));
    boolean keyed = missing.isEmpty();
    find(timestamp(pipeline), "timestamp", missing);
    for (TargetConfig target : pipeline.targets()) {
      find(target.field(), "target " + target.name(), missing);
    }
    if (!missing.isEmpty()) {
      String wide = keyed ? "" : "; where each key has a column of its own, say so with --wide";
      throw new HistoryException(
          refused("there is no column " + String.join(", none ", missing)).getMessage() + wide);
    }
  }

  private void find(String field, String role, List<String> missing) {
    if (!names.contains(field)) {
      missing.add("%s (%s)".formatted(field, role));
    }
  }

  /** Where the column of the timestamp stands. */
  int indexOfTimestamp(PipelineConfig pipeline) {
    List<String> missing = new ArrayList<>();
    find(timestamp(pipeline), "timestamp", missing);
    if (!missing.isEmpty()) {
      throw refused("there is no column " + missing.get(0));
    }
    return names.indexOf(timestamp(pipeline));
  }

  /** What is wrong, with the columns that there are. */
  HistoryException refused(String problem) {
    return new HistoryException(
        "%s: %s; the columns are %s".formatted(file, problem, Untrusted.list(names)));
  }

  /** The field of the event time; refused when it is the record's own. */
  static String timestamp(PipelineConfig pipeline) {
    String field = pipeline.source().timestamp().field();
    if (field == null) {
      throw recordsOwn("timestamp");
    }
    return field;
  }

  /** The fields of the key; refused when it is the record's own. */
  static List<String> key(PipelineConfig pipeline) {
    if (pipeline.source().key().isRecordKey()) {
      throw recordsOwn("key");
    }
    return pipeline.source().key().fields();
  }

  private static HistoryException recordsOwn(String what) {
    return new HistoryException(
        "source.%1$s of the pipeline is $record, the record's own, and a row of a CSV file has none: read --topic, or name a field as source.%1$s"
            .formatted(what));
  }
}
