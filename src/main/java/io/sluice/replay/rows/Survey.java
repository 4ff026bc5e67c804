package io.sluice.replay.rows;

import io.sluice.config.PipelineConfig;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.window.Windows;
import java.nio.file.Path;
import java.util.List;

/**
 * What a file would be if it were published as it stands.
 *
 * @param file the file
 * @param events rows that a pipeline takes
 * @param late those of them that would come after their windows had closed
 * @param forward rows that are dated after the row before them
 * @param backward rows that are dated before it
 */
record Survey(Path file, long events, long late, long forward, long backward) {
  /**
   * One of so many rows may be late: a file that is in order apart from some rows stays as it is.
   */
  private static final int BEARABLE = 10;

  static Survey of(Path file, PipelineConfig pipeline, List<String> keyColumns, int partitions) {
    try (Rows rows = new FileRows(file, pipeline, keyColumns)) {
      Windows windows = new Windows(pipeline.window());
      FileTime time = new FileTime(windows, partitions, pipeline.source().keyed());
      long latest = System.currentTimeMillis() + pipeline.window().maxFuture().toMillis();
      return read(file, rows, time, latest, partitions);
    }
  }

  private static Survey read(Path file, Rows rows, FileTime time, long latest, int partitions) {
    long events = 0;
    long late = 0;
    long forward = 0;
    long backward = 0;
    long before = Row.NO_TIME;
    while (rows.hasNext()) {
      Row row = rows.next();
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
    return new Survey(file, events, late, forward, backward);
  }

  /** Whether the rows can be published as they stand. */
  boolean isInOrder() {
    return BEARABLE * late <= events;
  }

  /** Whether the newest row stands first. */
  boolean isNewestFirst() {
    return backward > forward;
  }

  /** What the order of the rows is, as the beginning of a sentence. */
  String describe() {
    return "%s is %s: %,d of %,d rows would come after their windows had closed"
        .formatted(
            file.getFileName(),
            isNewestFirst() ? "sorted newest first" : "not in the order of time",
            late,
            events);
  }
}
