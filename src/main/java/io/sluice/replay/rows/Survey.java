package io.sluice.replay.rows;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.UnfitException;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.window.Windows;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a file would be if it were published as it stands. */
final class Survey {
  /**
   * One of so many rows may be lost: a file that is in order apart from some rows stays as it is.
   */
  private static final int BEARABLE = 10;

  private final Path file;
  private final PipelineConfig pipeline;
  private final int partitions;
  private final Windows windows;
  private final FileTime time;
  private final long latest;

  private long rows;
  private long events;
  private long late;
  private long forward;
  private long backward;
  private long before = Row.NO_TIME;
  private long doubtful;

  private final RowNotes notes;

  private Survey(Path file, PipelineConfig pipeline, int partitions) {
    this.file = file;
    this.notes = new RowNotes(String.valueOf(file.getFileName()));
    this.pipeline = pipeline;
    this.partitions = partitions;
    this.windows = new Windows(pipeline.window());
    this.time = new FileTime(windows, partitions, pipeline.source().keyed());
    this.latest = System.currentTimeMillis() + pipeline.window().maxFuture().toMillis();
  }

  static Survey of(Path file, PipelineConfig pipeline, List<String> keyColumns, int partitions) {
    Survey survey = new Survey(file, pipeline, partitions);
    try (Rows rows = new FileRows(file, pipeline, keyColumns)) {
      rows.forEachRemaining(survey::take);
    }
    return survey;
  }

  private void take(Row row) {
    rows++;
    if (row.likelyUnit() != null) {
      doubtful++;
      notes.doubtful(row.likelyUnit(), row.line());
    }
    if (row.decoded() instanceof Decoded.Valid valid
        && valid.signal() instanceof Event event
        && event.timestamp() <= latest) {
      long at = event.timestamp();
      events++;
      late += time.observe(valid.key(), at, row.line(), row.partition(partitions)) ? 1 : 0;
      forward += before != Row.NO_TIME && at > before ? 1 : 0;
      backward += before != Row.NO_TIME && at < before ? 1 : 0;
      before = at;
    }
  }

  /**
   * Refuses a file most of whose times look like another unit than the configured one: they would
   * all be of the first weeks of 1970, or none.
   */
  void requireUnit() {
    if (2 * doubtful > rows) {
      throw new UnfitException(
          String.format(
              Locale.ROOT,
              "%s: most times are not in %s: %s",
              file,
              pipeline.source().timestamp().format(),
              String.join("; ", notes.describeDoubtful())));
    }
  }

  /** Whether the rows can be published as they stand. */
  boolean isInOrder() {
    return backward == 0 || BEARABLE * lost() <= events;
  }

  /** Rows that would come after their windows had closed, or whose windows would not be closed. */
  private long lost() {
    return late + (time.last() < 0 ? 0 : time.open(windows.endOf(time.last())).count());
  }

  /** Whether the newest row stands first. */
  boolean isNewestFirst() {
    return backward > forward;
  }

  /** What the order of the rows is, as the beginning of a sentence. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s is %s: %,d of %,d rows would be late or left open",
        file.getFileName(),
        isNewestFirst() ? "sorted newest first" : "not in the order of time",
        lost(),
        events);
  }
}
