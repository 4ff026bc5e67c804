package io.sluice.csv;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one file, held against the fields that a pipeline reads. A field without a column
 * is wrong usage: it would make every row a record that is no event.
 *
 * @param file the file, for messages
 * @param names the names, in order, each different
 */
public record Columns(Path file, List<String> names) {

  /**
   * Checks the headers of files before any of them is read. A pipe can be read only once, so its
   * header is checked then.
   *
   * @throws CsvException when a header cannot be read
   */
  public static void ofAll(List<Path> files, Consumer<Columns> check) {
    for (Path file : files) {
      if (Files.isRegularFile(file) || !Files.exists(file)) {
        try (CsvRows rows = CsvRows.open(file)) {
          check.accept(new Columns(file, rows.header()));
        }
      }
    }
  }

  /**
   * Refuses a file that lacks a field of the pipeline, or a pipeline whose key or timestamp is the
   * record's own.
   *
   * @throws UnfitException with the fields, what they are for, and the columns that there are
   */
  public void require(PipelineConfig pipeline) {
    List<String> missing = missing(pipeline, key(pipeline), timestamp(pipeline));
    if (!missing.isEmpty()) {
      boolean keyed = missing.stream().noneMatch(field -> field.endsWith("(key)"));
      String wide = keyed ? "" : "; where each key has a column of its own, say so with --wide";
      throw new UnfitException(lacking(missing).getMessage() + wide);
    }
  }

  /**
   * Refuses a file that lacks a field of the pipeline or a column of the records' keys. The
   * timestamp may be the record's own.
   *
   * @param keyColumns the columns of the record's key, where that is the pipeline's key
   * @throws UnfitException see {@link #require(PipelineConfig)}
   */
  public void requireToPublish(PipelineConfig pipeline, List<String> keyColumns) {
    List<String> key =
        pipeline.source().key().isRecordKey() ? keyColumns : pipeline.source().key().fields();
    List<String> missing = missing(pipeline, key, pipeline.source().timestamp().field());
    if (!missing.isEmpty()) {
      throw lacking(missing);
    }
  }

  private List<String> missing(
      PipelineConfig pipeline, List<String> key, @Nullable String timestamp) {
    List<String> missing = new ArrayList<>();
    key.forEach(field -> find(field, "key", missing));
    if (timestamp != null) {
      find(timestamp, "timestamp", missing);
    }
    for (TargetConfig target : pipeline.targets()) {
      find(target.field(), "target " + target.name(), missing);
    }
    if (pipeline.events() != null) {
      pipeline.events().token().forEach(field -> find(field, "token", missing));
    }
    return missing;
  }

  private void find(String field, String role, List<String> missing) {
    if (!names.contains(field)) {
      missing.add("%s (%s)".formatted(field, role));
    }
  }

  private UnfitException lacking(List<String> missing) {
    return refused("there is no column " + String.join(", none ", missing));
  }

  /** Where the column of the timestamp stands. */
  public int indexOfTimestamp(PipelineConfig pipeline) {
    List<String> missing = new ArrayList<>();
    find(timestamp(pipeline), "timestamp", missing);
    if (!missing.isEmpty()) {
      throw lacking(missing);
    }
    return names.indexOf(timestamp(pipeline));
  }

  /** What is wrong, with the columns that there are. */
  public UnfitException refused(String problem) {
    String hint = names.size() == 1 ? Separators.hintForName(names.get(0)) : "";
    return new UnfitException(
        "%s: %s; the columns are %s%s".formatted(file, problem, Untrusted.list(names), hint));
  }

  /** The field of the event time; refused when it is the record's own. */
  public static String timestamp(PipelineConfig pipeline) {
    String field = pipeline.source().timestamp().field();
    if (field == null) {
      throw recordsOwn("timestamp");
    }
    return field;
  }

  /** The fields of the key; refused when it is the record's own. */
  public static List<String> key(PipelineConfig pipeline) {
    if (pipeline.source().key().isRecordKey()) {
      throw recordsOwn("key");
    }
    return pipeline.source().key().fields();
  }

  private static UnfitException recordsOwn(String what) {
    return new UnfitException(
        "source.%1$s of the pipeline is $record, the record's own, and a row of a CSV file has none: read --topic, or name a field as source.%1$s"
            .formatted(what));
  }
}
